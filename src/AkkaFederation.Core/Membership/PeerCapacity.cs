using System.Globalization;

namespace AkkaFederation.Membership;

/// <summary>What a peer says that it can carry, 100 each unless told (labels <c>capacity-bandwidth</c>, <c>-memory</c>, <c>-cpu</c>).</summary>
/// <param name="Bandwidth">Network, 100 is usual.</param>
/// <param name="Memory">Memory, 100 is usual.</param>
/// <param name="Cpu">Processor, 100 is usual.</param>
public readonly record struct PeerCapacity(int Bandwidth, int Memory, int Cpu)
{
    private const int Most = 1_000_000;

    /// <summary>100 each.</summary>
    public static PeerCapacity Usual { get; } = new(100, 100, 100);

    /// <summary>Out of a record's labels; whatever is missing or not a number from 1 to 1,000,000 counts as 100.</summary>
    public static PeerCapacity From(IReadOnlyDictionary<string, string> labels) =>
        labels.Count == 0 ? Usual : new(Read(labels, "capacity-bandwidth"), Read(labels, "capacity-memory"), Read(labels, "capacity-cpu"));

    private static int Read(IReadOnlyDictionary<string, string> labels, string label) =>
        labels.TryGetValue(label, out var text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && value is >= 1 and <= Most
            ? value
            : 100;
}
