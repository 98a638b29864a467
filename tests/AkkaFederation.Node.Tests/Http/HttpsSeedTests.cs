using AkkaFederation.Identity;
using AkkaFederation.Membership;
using AkkaFederation.Node.Http;

namespace AkkaFederation.Node.Tests.Http;

/// <summary>SPEC 2, bootstrap: seeds asked over HTTPS by whole nodes.</summary>
public sealed class HttpsSeedTests : IAsyncLifetime
{
    private readonly HttpNodes _nodes = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _nodes.DisposeAsync();

    [Fact]
    public async Task A_node_registers_each_valid_record_that_its_https_seed_serves()
    {
        var first = await _nodes.Start("first");
        await _nodes.Start("second", seeds: [first.Endpoint]);
        await _nodes.WaitUntil("first", v => Healthy(v, "second"));
        await _nodes.Start("third", seeds: [_nodes.Server("first").Url]);
        await _nodes.WaitUntil("third", v => Healthy(v, "first") && Healthy(v, "second"));
        await _nodes.WaitUntil("first", v => Healthy(v, "third"));
    }

    [Fact]
    public async Task All_seeds_down_it_serves_locally_says_so_once_and_joins_as_soon_as_one_comes_up()
    {
        await _nodes.Start("seed");
        var (url, port) = (_nodes.Server("seed").Url, _nodes.Port("seed"));
        await _nodes.Stop("seed");

        var node = await _nodes.Start("node", seeds: [url]);
        using var client = HttpNodes.Client(_nodes.Certificate("client"));
        Assert.Contains(node.Self.Value, await client.GetStringAsync(_nodes.Server("node").Url + PeerRoutes.Path), StringComparison.Ordinal);
        await _nodes.Log.When($"Seed {url} is of no use now: nobody listens there.");

        await _nodes.Start("seed", $"http.port = {port}");
        await _nodes.WaitUntil("node", v => Healthy(v, "seed"));
        Assert.Single(_nodes.Log.Containing($"Seed {url}"));
    }

    [Fact]
    public async Task M5_the_first_seed_restarts_and_rejoins_the_others_instead_of_starting_an_island()
    {
        await _nodes.Start("first");
        var (url, port) = (_nodes.Server("first").Url, _nodes.Port("first"));
        await _nodes.Start("other", seeds: [url]);
        await _nodes.WaitUntil("first", v => Healthy(v, "other"));
        var seeds = new[] { url, _nodes.Server("other").Url };
        await _nodes.Stop("first");

        var before = (await _nodes.Report("other")).Snapshot.Find(_nodes.DidOf("first"))!.Incarnation;
        await _nodes.Start("first", $"http.port = {port}", seeds);
        var view = await _nodes.WaitUntil("first", v => Healthy(v, "other"));
        Assert.Single(view.Peers);
        await _nodes.WaitUntil("other", v => Healthy(v, "first") && v.Find(_nodes.DidOf("first"))!.Incarnation >= before);
    }

    [Fact]
    public async Task A_seed_that_speaks_garbage_is_logged_once_and_tried_again()
    {
        _nodes.Files.Add("liar");
        await using var liar = new CannedServer(HttpNodes.Load(_nodes.Files, "liar"), CannedServer.Ok("<html>welcome</html>"));
        await _nodes.Start("node", seeds: [liar.Url]);
        await liar.WhenServed(4);
        var line = Assert.Single(_nodes.Log.Containing(liar.Url));
        Assert.StartsWith($"Seed {liar.Url} is of no use now: what it answered is not JSON. It is tried again with growing pauses.", line, StringComparison.Ordinal);
        Assert.Empty(_nodes.Federation("node").Gateway.ListPeers());
    }

    [Fact]
    public async Task Records_of_a_seed_are_hints_only_forged_ones_are_refused_and_counted()
    {
        await _nodes.Start("real");
        var record = (await _nodes.Report("real")).Snapshot.Self.Record;
        var forged = record with { Incarnation = record.Incarnation + 1, Endpoint = "akka.ssl.tcp://federation@127.0.0.1:9" };
        _nodes.Files.Add("liar");
        var body = $$"""{"cluster":"test","peers":[{{Entry(forged)}},{"record":"AA==","signature":"AA=="},{{Entry(record)}}]}""";
        await using var liar = new CannedServer(HttpNodes.Load(_nodes.Files, "liar"), CannedServer.Ok(body));
        await _nodes.Start("node", seeds: [liar.Url]);
        await _nodes.WaitUntil("node", v => Healthy(v, "real"));

        var report = await _nodes.Report("node");
        Assert.True(report.Refusals.Single(r => r.Key == MembershipRefusal.InvalidRecord).Value >= 2);
        Assert.Equal(record.Endpoint, Assert.Single(report.Snapshot.Peers).Endpoint);
    }

    [Fact]
    public async Task A18_a_seed_of_another_federation_changes_nothing()
    {
        _nodes.Files.Add("liar");
        await using var liar = new CannedServer(HttpNodes.Load(_nodes.Files, "liar"), CannedServer.Ok("""{"cluster":"another","peers":[]}"""));
        await _nodes.Start("node", seeds: [liar.Url]);
        await _nodes.Log.When("it belongs to another federation");
        Assert.Empty(_nodes.Federation("node").Gateway.ListPeers());
    }

    private bool Healthy(MembershipSnapshot view, string node) => view.Find(_nodes.DidOf(node))?.Status == PeerStatus.Healthy;

    private static string Entry(PeerRecord record) =>
        $$"""{"record":"{{Convert.ToBase64String(PeerRecordCodec.Encode(record))}}","signature":"{{Convert.ToBase64String(record.Signature.Span)}}"}""";
}
