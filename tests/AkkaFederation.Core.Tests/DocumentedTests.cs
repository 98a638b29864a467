using System.Text.RegularExpressions;
using Tests.Shared;

namespace AkkaFederation.Core.Tests;

/// <summary>The tables of attacks and faults in the documentation name tests: there are such tests.</summary>
public sealed partial class DocumentedTests
{
    [Theory]
    [InlineData("docs/security.md", "A", 30)]
    [InlineData("docs/membership.md", "M", 13)]
    [InlineData("docs/proofs.md", "E", 2)]
    public void Every_test_that_a_table_names_exists(string page, string letter, int least)
    {
        var rows = File.ReadAllLines(Repository.File(page)).Where(l => Regex.IsMatch(l, $@"^\| {letter}[0-9]")).ToArray();
        var named = rows.SelectMany(r => Names().Matches(r)).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).Distinct().ToArray();
        Assert.InRange(rows.Length, least, 40);
        Assert.All(rows, r => Assert.Matches(Names(), r));
        var sources = Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "obj" or "bin"))
            .ToLookup(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText);
        Assert.All(named, n => Assert.Contains(sources[n.Class], text => Regex.IsMatch(text, $@"\b(void|Task) {n.Method}")));
    }

    [GeneratedRegex(@"`([A-Z]\w+)\.(\w+?)_?…?`")]
    private static partial Regex Names();
}
