using AkkaFederation.Client;
using AkkaFederation.Consensus;
using AkkaFederation.Node.Cli;

namespace AkkaFederation.Node.Logs;

/// <summary>
/// Writes a log as an export, entry by entry, and checks it against the federation's seal while doing so: what a lying node
/// sends never gets a last line. What was written stays when it is interrupted, and is gone on with by <c>--resume</c>.
/// </summary>
internal sealed class LogExport(ExportSource source, LogExportPlan plan)
{
    private ulong _linked;

    /// <summary>Told after every thousand entries: done, of how many.</summary>
    public Action<ulong, ulong>? Progress { get; init; }

    /// <param name="output">Where to; its position is where the export goes on.</param>
    /// <param name="resumed">What is there already; null at a beginning.</param>
    /// <param name="stop">To interrupt.</param>
    public async Task<ExportReport> RunAsync(Stream output, LogExportCheck? resumed, CancellationToken stop)
    {
        await source.OpenAsync(stop);
        var seal = plan.Last is null ? await source.SealAsync(stop) : Sealed(plan.Last);
        using var lines = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" };
        var writer = resumed is null ? await BeginAsync(seal, lines, stop) : Resume(resumed, seal);
        await EntriesAsync(writer, lines, stop);
        await EndAsync(writer, seal, lines, stop);
        await lines.FlushAsync(stop);
        return new ExportReport(writer.Header.From, writer.Header.To, Convert.ToHexStringLower(writer.Tree.Root()), seal.Statement.Size, seal.Statement.Term);
    }

    private CertifiedSeal Sealed(CommitCertificate last) => source.Verifier.VerifySeal(last.Statement, last.Signatures, out var statement, out var reason)
        ? new CertifiedSeal(statement, last.Signatures)
        : throw FedException.Input($"the last certificate does not hold: {reason}.");

    private async Task<LogExportWriter> BeginAsync(CertifiedSeal seal, StreamWriter lines, CancellationToken stop)
    {
        var (from, to) = (plan.From ?? plan.First?.Index ?? 1, plan.To ?? plan.Last?.Index ?? seal.Statement.Size);
        if (to > seal.Statement.Size) throw FedException.Input($"entries up to {seal.Statement.Size} are certified, not up to {to}: lower --to, or try again later.");
        if (from == 0 || from > to) throw FedException.Input($"entries {from} to {to} are no range: entries are counted from 1.");
        var tree = await source.TreeAsync(from - 1, to, stop);
        var writer = LogExportWriter.Begin(new ExportHeader(source.Genesis, from, to, tree.Frontier), out var header);
        await lines.WriteLineAsync(header.AsMemory(), stop);
        await LinksAsync(writer, lines, stop);
        return writer;
    }

    // Those that were not written yet: at the beginning all, at the end what has come since.
    private async Task LinksAsync(LogExportWriter writer, StreamWriter lines, CancellationToken stop)
    {
        foreach (var link in source.Verifier.Chain.Links.Where(l => l.Epoch > _linked)) await lines.WriteLineAsync(writer.Link(link).AsMemory(), stop);
        _linked = source.Verifier.Epoch;
    }

    private LogExportWriter Resume(LogExportCheck resumed, CertifiedSeal seal)
    {
        var header = resumed.Header!;
        if (!header.Genesis.Genesis.Hash.AsSpan().SequenceEqual(source.Genesis.Genesis.Hash))
            throw FedException.Input($"the export is of {header.Genesis.Genesis}, and {source.Node} is of {source.Genesis.Genesis}.");
        if ((plan.From ?? header.From) != header.From || (plan.To ?? header.To) != header.To)
            throw FedException.Input($"the export is of entries {header.From} to {header.To}: leave --from and --to out with --resume.");
        return seal.Statement.Size >= header.To
            ? LogExportWriter.Resume(resumed)
            : throw FedException.Failed($"{source.Node} has certified {seal.Statement.Size} entries and the export reaches to {header.To}: ask another node, or again later.");
    }

    private async Task EntriesAsync(LogExportWriter writer, StreamWriter lines, CancellationToken stop)
    {
        var (header, next) = (writer.Header, writer.Next);
        if (next > header.To) return;
        await foreach (var record in source.ReadAsync(next, stop))
        {
            await lines.WriteLineAsync(writer.Entry(ClientCodec.Encode(record)).AsMemory(), stop);
            if (record.Index % 1000 == 0) Progress?.Invoke(record.Index - header.From + 1, header.To - header.From + 1);
            if (record.Index == header.To) return;
        }

        throw FedException.Failed($"{source.Node} ended its log at entry {writer.Next - 1} although {header.To} are certified; go on with --resume, at another node perhaps.");
    }

    private async Task EndAsync(LogExportWriter writer, CertifiedSeal seal, StreamWriter lines, CancellationToken stop)
    {
        var (to, root) = (writer.Header.To, writer.Tree.Root());
        var path = (await source.TreeAsync(to, seal.Statement.Size, stop)).Path;
        if (!ConsistencyProof.Verify(to, seal.Statement.Size, root, seal.Statement.Root, path))
        {
            await lines.FlushAsync(stop);
            throw new FedException(ExitCode.CheckFailed, $"what {source.Node} has sent is not the certified log of {seal.Statement.Size} entries: the export has no last line and proves nothing.");
        }

        await LinksAsync(writer, lines, stop);
        await lines.WriteLineAsync(writer.End(await EndOfAsync(root, seal, path, stop)).AsMemory(), stop);
    }

    private async Task<ExportEnd> EndOfAsync(byte[] root, CertifiedSeal seal, byte[][] path, CancellationToken stop)
    {
        var end = new ExportEnd { Root = root, Statement = seal.Statement.Bytes, Signatures = seal.Signatures, Path = path };
        if (plan.First is not { } first || plan.Last is null) return end;
        if (!source.Verifier.VerifySeal(first.Statement, first.Signatures, out var begin, out var reason))
            throw FedException.Input($"the first certificate does not hold: {reason}.");
        var (small, large) = begin.Size <= seal.Statement.Size ? (begin.Size, seal.Statement.Size) : (seal.Statement.Size, begin.Size);
        return end with { First = first, Last = plan.Last, Between = (await source.TreeAsync(small, large, stop)).Path };
    }
}

/// <param name="From">First entry.</param>
/// <param name="To">Last entry.</param>
/// <param name="Root">Root of the tree up to the last entry, in hexadecimal.</param>
/// <param name="SealedSize">Entries under the seal.</param>
/// <param name="SealedTerm">Its term.</param>
internal sealed record ExportReport(ulong From, ulong To, string Root, ulong SealedSize, ulong SealedTerm);
