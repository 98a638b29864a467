using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// What holds for one session, fixed by the entry that opens it, so that no setting of a node changes what any replica does
/// with it. The payload of the entry; layout in docs/formats.md. An empty payload means <see cref="Default"/>.
/// </summary>
/// <param name="TtlMs">Log time without an entry of the session after which it has expired.</param>
/// <param name="Window">How many sequence numbers back answers are kept.</param>
internal readonly record struct SessionTerms(ulong TtlMs, uint Window)
{
    public const string Tag = "AKFED-SESS-V0001";
    public const int Length = 28;
    public const ulong ShortestTtlMs = 1_000;
    public const ulong LongestTtlMs = 30UL * 24 * 3_600_000;
    public const uint LargestWindow = 65_536;

    public static SessionTerms Default { get; } = new(3_600_000, 1_024);

    public byte[] Encode() => new StatementWriter(Tag, Length).U64(TtlMs).U32(Window).ToArray();

    public static bool TryRead(ReadOnlySpan<byte> payload, out SessionTerms terms, out string error)
    {
        terms = Default;
        error = "";
        if (payload.IsEmpty) return true;
        var reader = new StatementReader(payload, Tag);
        terms = new SessionTerms(reader.U64(), reader.U32());
        if (!reader.Failed && !terms.AreInBounds(out var wrong)) reader.Fail(wrong);
        return reader.Finish(out error);
    }

    public bool AreInBounds(out string error)
    {
        error = "";
        if (TtlMs is < ShortestTtlMs or > LongestTtlMs) error = $"a session lives from {ShortestTtlMs} to {LongestTtlMs} ms, not {TtlMs}";
        else if (Window is 0 or > LargestWindow) error = $"a session's window is from 1 to {LargestWindow}, not {Window}";
        return error.Length == 0;
    }
}
