namespace AkkaFederation.Node.Verify;

/// <summary>What was found in one file.</summary>
internal sealed record FileSummary(string File)
{
    public int Certificates { get; set; }

    /// <summary>Certificates that hold.</summary>
    public int Valid { get; set; }

    /// <summary>Links that continue the chain of configurations.</summary>
    public int Links { get; set; }

    /// <summary>Consistency proofs that hold.</summary>
    public int Consistent { get; set; }

    /// <summary>Pieces of evidence that hold, in words.</summary>
    public List<string> Evidence { get; } = [];

    /// <summary>The export, if the file is one.</summary>
    public ExportSummary? Export { get; set; }

    /// <summary>Lines that do not hold.</summary>
    public int Failed { get; private set; }

    /// <summary>The first of them, at most 1000.</summary>
    public List<LineFailure> Failures { get; } = [];

    public void Fail(int line, string reason)
    {
        Failed++;
        if (Failures.Count < 1000) Failures.Add(new LineFailure(line, reason));
    }
}

internal sealed record LineFailure(int Line, string Reason);

/// <param name="From">First entry.</param>
/// <param name="To">Last entry.</param>
/// <param name="Entries">Entries seen.</param>
/// <param name="Root">Root of the history tree up to the last one, in hexadecimal; null unless it is certified.</param>
/// <param name="SealedSize">Entries under the seal that certifies it.</param>
/// <param name="SealedTerm">Term of that seal.</param>
internal sealed record ExportSummary(ulong From, ulong To, ulong Entries, string? Root, ulong? SealedSize, ulong? SealedTerm);
