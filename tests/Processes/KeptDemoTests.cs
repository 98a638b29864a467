using System.Text.Json;
using AkkaFederation.Node.Cli;

namespace Processes;

/// <summary>The main job: what the demonstration promises, and what it leaves to be verified by others.</summary>
public sealed class KeptDemoTests(KeptDemo demo) : IClassFixture<KeptDemo>
{
    [Fact]
    public void It_passes_every_check_within_its_time_and_prints_one_object()
    {
        Assert.True(demo.End.Code == ExitCode.Ok, demo.End.Output + demo.End.Error);
        Assert.InRange(demo.Took.TotalSeconds, 0, 45);
        var report = JsonDocument.Parse(Assert.Single(demo.End.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.True(report.GetProperty("ok").GetBoolean());
        Assert.Equal(5, report.GetProperty("checks").GetArrayLength());
        Assert.All(report.GetProperty("checks").EnumerateArray(), c => Assert.True(c.GetProperty("ok").GetBoolean(), c.ToString()));
        Assert.True(report.GetProperty("load").GetProperty("acknowledged").GetInt64() >= 100, report.ToString());
        Assert.Single(report.GetProperty("nodes").EnumerateArray().Select(n => n.GetProperty("root").GetString()).Distinct());
    }

    [Fact]
    public void It_leaves_nothing_running()
    {
        var nodes = RunningNodes.Of(demo.Folder);
        Assert.Equal(4, nodes.Count);
        Assert.All(nodes, id => Assert.False(RunningNodes.Runs(id), $"process {id} still runs"));
    }

    [Fact]
    public async Task Its_certificates_verify_again_and_not_with_one_byte_changed()
    {
        Assert.Equal(ExitCode.Ok, (await FedProcess.RunAsync("verify", "--trust", demo.Trust, demo.Certificates)).Code);
        var refused = await FedProcess.RunAsync("verify", "--trust", demo.Trust, await demo.SpoilAsync());
        Assert.Equal(ExitCode.CheckFailed, refused.Code);
        Assert.Contains("spoiled.jsonl:1: ", refused.Error, StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task The_independent_verifier_passes_and_refuses_them_likewise()
    {
        var good = await PythonVerifier.RunAsync(demo.Trust, demo.Certificates);
        Assert.True(good.Code == ExitCode.Ok, good.Error);
        var refused = await PythonVerifier.RunAsync(demo.Trust, await demo.SpoilAsync());
        Assert.Equal(ExitCode.CheckFailed, refused.Code);
        Assert.Contains("spoiled.jsonl:1: ", refused.Error, StringComparison.Ordinal);
    }
}
