using Tests.Shared;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>
/// Golden scenarios: scripts with what came of them, in <c>Scenarios/*.txt</c>. With <c>UPDATE_SCENARIOS=1</c> they are
/// written anew, to be read as a difference before they are committed.
/// </summary>
public sealed class ScenarioTests
{
    private static readonly string Folder = Repository.File("tests/AkkaFederation.Core.Tests/Consensus/Scenarios");

    public static TheoryData<string> Scenarios() => [.. Names()];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_trace_is_the_recorded_one(string scenario)
    {
        var path = Path.Combine(Folder, scenario + ".txt");
        var recorded = File.ReadAllText(path);
        var played = ScenarioPlayer.Play(recorded);
        if (Environment.GetEnvironmentVariable("UPDATE_SCENARIOS") == "1") File.WriteAllText(path, played);
        else Assert.Equal(recorded, played);
    }

    [Fact]
    public void Every_scenario_that_is_promised_is_there() => Assert.Equal(
        ["campaign", "check-quorum-mixed-terms", "learner-mixed-terms", "learner-promotion", "leave", "pre-vote", "remove-leader", "removed-node-campaigns", "replace-leader", "replace-voter", "slow-follower", "transfer"],
        Names());

    private static IEnumerable<string> Names() =>
        Directory.GetFiles(Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);
}
