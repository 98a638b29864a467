using System.Text.RegularExpressions;
using Tests.Shared;

namespace AkkaFederation.Simulation.Tests;

/// <summary>The example of docs/simulation.md is a test, word for word, and what it names is there.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Blocks = [.. Code().Matches(File.ReadAllText(Repository.File("docs/simulation.md"))).Select(m => m.Groups[1].Value)];
    private static readonly string Source = File.ReadAllText(Repository.File("tests/Simulation/OwnSystemsTests.cs"));

    [Fact]
    public void The_example_of_own_systems_is_a_test_word_for_word()
    {
        Assert.Contains(Between("// docs: example\n", "        // docs: end"), Blocks);
        Assert.Contains(Between("    // docs: actor\n", "    // docs: end of actor"), Blocks);
    }

    [Fact]
    public void The_scenarios_are_all_described()
    {
        var text = File.ReadAllText(Repository.File("docs/simulation.md"));
        Assert.All(TestKit.SimulationPlan.Scenarios, scenario => Assert.Contains($"| `{scenario}` |", text, StringComparison.Ordinal));
    }

    private static string Between(string from, string to)
    {
        var begin = Source.IndexOf(from, StringComparison.Ordinal) + from.Length;
        var lines = Source[begin..Source.IndexOf(to, begin, StringComparison.Ordinal)].Split('\n');
        var indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart().Length);
        return string.Join('\n', lines.Select(l => l.Length > indent ? l[indent..] : "")).TrimEnd() + "\n";
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Code();
}
