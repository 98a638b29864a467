using System.Buffers;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Who votes, as part of the state: the configuration and the feature level in force at the newest applied entry. It is what a
/// log begins with whose entries are compacted away.
/// </summary>
internal sealed class VotersPart(RaftLog log) : IReplicatedPart
{
    public const string Tag = "AKFED-VOTPART-V1";
    private ulong _applied;

    public string Name => "voters";

    public void Apply(LogEntry entry) => _applied = entry.Index;

    public void Write(IBufferWriter<byte> output)
    {
        var configuration = log.Configurations.At(_applied);
        var writer = new StatementWriter(Tag).U64(_applied).U32(log.Levels.At(_applied)).U64(configuration.Epoch);
        if (configuration.Epoch > 0) writer.Bytes(configuration.ToPayload());
        output.Write(writer.Span);
    }

    public void Restore(ReadOnlySequence<byte> bytes)
    {
        var reader = new StatementReader(bytes.ToArray(), Tag);
        var (applied, level, epoch) = (reader.U64(), reader.U32(), reader.U64());
        if (!reader.Failed && epoch > applied) reader.Fail($"epoch {epoch} at entry {applied}");
        var payload = reader.Bytes(reader.Remaining);
        if (!reader.Failed && epoch == 0 && !payload.IsEmpty) reader.Fail("the genesis has no entry");
        if (!reader.Finish(out var error)) throw new FormatException($"the voters cannot be restored: {error}");
        _applied = applied;
        if (level > LevelTable.First) log.Levels.Begin(applied, level);
        if (epoch == 0) return;
        if (!VoterConfiguration.TryRead(payload, epoch, out var configuration, out error)) throw new FormatException($"the voters cannot be restored: {error}");
        log.Configurations.Begin(configuration);
    }
}
