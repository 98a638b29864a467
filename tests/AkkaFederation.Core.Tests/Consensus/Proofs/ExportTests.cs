using System.Text;
using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus.Proofs;

/// <summary>Exports of a log: what verifies, and that a change of any byte is named by its line.</summary>
public sealed class ExportTests
{
    private readonly ProofWorkshop _workshop = new();
    private readonly ulong _change;

    public ExportTests()
    {
        for (var i = 0; i < 4; i++) _workshop.Propose($"entry {i}");
        _change = _workshop.Change(1, 2, 3, 4);
        for (var i = 0; i < 4; i++) _workshop.Propose($"later {i}");
    }

    private ulong Last => _workshop.Log.LastIndex;

    [Fact]
    public void A_whole_log_verifies()
    {
        var check = Check(Export(1, Last), out var failures);
        Assert.Empty(failures);
        Assert.True(check.Ended);
        Assert.Equal((Last, Last), (check.Entries, check.Seal!.Size));
    }

    [Fact]
    public void Every_part_of_it_verifies_by_itself()
    {
        for (ulong from = 1; from <= Last; from++)
        {
            for (var to = from; to <= Last; to++)
            {
                var check = Check(Export(from, to), out var failures);
                Assert.True(failures.Count == 0 && check.Entries == to - from + 1, $"{from}..{to}: {string.Join("; ", failures)}");
            }
        }
    }

    [Fact]
    public void A_range_between_two_certificates_verifies_and_both_ends_count()
    {
        var (first, last) = (_workshop.Certify(4, _workshop.Seal(5)), _workshop.Certify(9, _workshop.Seal(10)));
        Check(Export(4, 9, first, last), out var failures);
        Assert.Empty(failures);
        Check(Export(3, 9, first, last), out failures);
        Assert.Contains("the first certificate is not of the first entry", Assert.Single(failures).Reason);
        Check(Export(4, 8, first, last), out failures);
        Assert.Contains("the last certificate is not of the last entry", Assert.Single(failures).Reason);
        Check(Export(4, 9, first with { Signatures = [] }, last), out failures);
        Assert.Contains("the first certificate: 0 signatures", Assert.Single(failures).Reason);
        Check(Export(4, 9, first, last, between: []), out failures);
        Assert.Contains("is not the beginning of that of 10", Assert.Single(failures).Reason);
    }

    [Fact]
    public void A_change_of_any_byte_is_named_by_its_line()
    {
        var lines = Export(1, Last);
        for (var number = 0; number < lines.Count; number++)
        {
            var bytes = Encoding.UTF8.GetBytes(lines[number]);
            for (var at = 0; at < bytes.Length; at++)
            {
                var bent = bytes.ToArray();
                bent[at] ^= (byte)(1 << (at % 7));
                var check = new LogExportCheck(_workshop.Verifier());
                string? reason = null;
                for (var i = 0; i <= number; i++) reason = check.Line(i == number ? bent : Encoding.UTF8.GetBytes(lines[i]));
                Assert.True(reason is not null, $"line {number + 1}, byte {at + 1}");
            }
        }
    }

    [Fact]
    public void Only_the_changed_line_is_named_beside_the_last_one()
    {
        var lines = Export(1, Last).ToArray();
        lines[4] = lines[4].Replace("\"index\":4", "\"index\":4 ", StringComparison.Ordinal);
        Check(lines, out var failures);
        Assert.Equal([5, lines.Length], failures.Select(f => f.Line));
        Assert.Contains("the chain breaks here", failures[0].Reason);
        Assert.Contains("lines above are wrong", failures[1].Reason);
    }

    [Fact]
    public void Lines_that_are_lost_repeated_swapped_or_added_are_named()
    {
        var lines = Export(1, Last);
        Named([.. lines.Where((_, i) => i != 5)], 6, "entry 6 stands where entry 5 is expected");
        Named([.. lines[..6], lines[5], .. lines[6..]], 7, "entry 5 stands where entry 6 is expected");
        Named([.. lines[..5], lines[6], lines[5], .. lines[7..]], 6, "entry 6 stands where entry 5 is expected");
        Named([.. lines, lines[^1]], lines.Count + 1, "a line follows the end");
        Named([.. lines[1..]], 1, "is not a member of this format");
        Named([.. lines[..2], "", .. lines[2..]], 3, "chain value");
    }

    [Fact]
    public void An_end_that_is_missing_is_told_with_the_place()
    {
        var lines = Export(1, Last);
        var check = Check(lines[..^3], out var failures);
        Assert.Empty(failures);
        Assert.Contains($"before entry {Last} of {Last}", check.Finish());
        Assert.Contains("holds no export", new LogExportCheck(_workshop.Verifier()).Finish());
    }

    [Fact]
    public void A_chain_that_was_computed_anew_does_not_hide_another_log()
    {
        var other = new ProofWorkshop();
        for (var i = 0; i < 4; i++) other.Propose($"other {i}");
        var lines = new List<string>();
        var writer = LogExportWriter.Begin(new ExportHeader(_workshop.Signed, 1, 6, []), out var line);
        lines.Add(line);
        for (ulong i = 1; i <= 6; i++) lines.Add(writer.Entry(other.Log[i]));
        lines.Add(writer.End(End(writer, _workshop.Seal(6))));
        Check(lines, out var failures);
        Assert.Contains("is not the beginning of the sealed one", Assert.Single(failures).Reason);
    }

    [Fact]
    public void A18_the_export_of_another_federation_is_refused_at_its_first_line()
    {
        var check = new LogExportCheck(new ProofWorkshop("another").Verifier());
        Assert.Contains("is not the one that is trusted", check.Line(Encoding.UTF8.GetBytes(Export(1, 3)[0])));
    }

    [Fact]
    public void E23_an_export_of_entries_that_nobody_has_sealed_proves_nothing()
    {
        Check(Export(1, 6, seal: _workshop.Seal(6, signers: [1])), out var failures);
        Assert.Contains("the seal: 1 signatures where 2 of 3 are needed", Assert.Single(failures).Reason);
        var writer = LogExportWriter.Begin(new ExportHeader(_workshop.Signed, 1, 6, []), out var line);
        var lines = new List<string> { line };
        for (ulong i = 1; i <= 6; i++) lines.Add(writer.Entry(_workshop.Log[i]));
        lines.Add(writer.End(End(writer, _workshop.Seal(5)) with { Path = [] }));
        Check(lines, out failures);
        Assert.Contains("the seal covers 5 entries and the export 6", Assert.Single(failures).Reason);
    }

    [Fact]
    public void An_export_that_was_cut_off_goes_on_where_it_ended()
    {
        var whole = Export(1, Last);
        for (var cut = 1; cut < whole.Count; cut++)
        {
            var check = Check(whole[..cut], out var failures);
            Assert.Empty(failures);
            var writer = LogExportWriter.Resume(check);
            var lines = whole[..cut].ToList();
            while (writer.Next <= Last) lines.Add(writer.Entry(_workshop.Log[writer.Next]));
            if (!lines.Exists(l => l.StartsWith("{\"link\"", StringComparison.Ordinal))) lines.Add(writer.Link(_workshop.Link(_change)));
            lines.Add(writer.End(End(writer, _workshop.Seal())));
            Check(lines, out failures);
            Assert.Empty(failures);
        }
    }

    private IReadOnlyList<string> Lines(LogExportWriter writer, string header, ulong to, ExportEnd end)
    {
        var lines = new List<string> { header };
        while (writer.Next <= to) lines.Add(writer.Entry(_workshop.Log[writer.Next]));
        lines.Add(writer.Link(_workshop.Link(_change)));
        lines.Add(writer.End(end));
        return lines;
    }

    private List<string> Export(
        ulong from, ulong to, CommitCertificate? first = null, CommitCertificate? last = null, byte[][]? between = null, CertifiedSeal? seal = null)
    {
        var tree = _workshop.Log.Tree;
        var writer = LogExportWriter.Begin(new ExportHeader(_workshop.Signed, from, to, tree.Frontier(from - 1)), out var header);
        seal ??= last is null ? _workshop.Seal(Math.Max(to, 1)) : _workshop.Seal(10);
        var end = new ExportEnd
        {
            Root = tree.Root(to),
            Statement = seal.Statement.Bytes,
            Signatures = seal.Signatures,
            Path = tree.Consistency(to, seal.Statement.Size),
            First = first,
            Last = last,
            Between = between ?? (first is null ? [] : tree.Consistency(5, 10)),
        };
        return [.. Lines(writer, header, to, end)];
    }

    private ExportEnd End(LogExportWriter writer, CertifiedSeal seal) => new()
    {
        Root = writer.Tree.Root(),
        Statement = seal.Statement.Bytes,
        Signatures = seal.Signatures,
        Path = seal.Statement.Size >= writer.Tree.Size ? _workshop.Log.Tree.Consistency(writer.Tree.Size, seal.Statement.Size) : [],
    };

    private void Named(IReadOnlyList<string> lines, int line, string reason)
    {
        Check(lines, out var failures);
        Assert.Equal(line, failures[0].Line);
        Assert.Contains(reason, failures[0].Reason);
    }

    private LogExportCheck Check(IReadOnlyList<string> lines, out List<(int Line, string Reason)> failures)
    {
        var check = new LogExportCheck(_workshop.Verifier());
        failures = [];
        for (var i = 0; i < lines.Count; i++)
        {
            if (check.Line(Encoding.UTF8.GetBytes(lines[i])) is { } reason) failures.Add((i + 1, reason));
        }

        return check;
    }
}
