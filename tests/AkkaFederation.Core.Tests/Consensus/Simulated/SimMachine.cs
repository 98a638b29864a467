using System.Security.Cryptography;
using AkkaFederation.Consensus;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>A user's state machine for simulations: a hash over all that was proposed, with a ballast that makes its snapshots long.</summary>
internal sealed class SimMachine(int ballast)
{
    private readonly ResultRing _results = new();

    public byte[] Hash { get; private set; } = new byte[32];

    public ulong Applied { get; private set; }

    /// <summary>What this node alone mixes in: a bug that makes it non-deterministic.</summary>
    public byte Bias { get; set; }

    public static byte[] Next(byte[] hash, LogEntry entry, byte bias = 0) =>
        entry.Kind == EntryKind.Proposal ? SHA256.HashData([.. hash, .. BitConverter.GetBytes(entry.Index), .. entry.Payload.Span, bias]) : hash;

    public (ulong, ReadOnlyMemory<byte>)? Apply(LogEntry entry)
    {
        Assert.True(entry.Index > Applied);
        Applied = entry.Index;
        Hash = Next(Hash, entry, Bias);
        if (entry.Kind != EntryKind.Proposal)
        {
            _results.Advance(entry.Index);
            return null;
        }

        _results.Add(entry.Index, Hash.AsMemory(0, 4));
        return (entry.Index, Hash.AsMemory(0, 4));
    }

    public MachineState Capture() => new([Hash.ToArray(), new byte[ballast]], _results.Write());

    public void Restore(ulong index, MachineState state)
    {
        Hash = state.Bytes[0].Span[..32].ToArray();
        _results.Restore(state.Results);
        Applied = index;
    }
}
