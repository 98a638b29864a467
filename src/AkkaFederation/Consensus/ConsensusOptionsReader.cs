using AkkaFederation.Settings;

namespace AkkaFederation.Consensus;

/// <summary>The cores' options out of the checked settings.</summary>
internal static class ConsensusOptionsReader
{
    public static RaftOptions ToRaftOptions(this ConsensusSettings settings) => new()
    {
        ElectionMin = settings.ElectionTimeoutMin,
        ElectionMax = settings.ElectionTimeoutMax,
        Heartbeat = settings.HeartbeatInterval,
        MaxAppendWeight = settings.MaxBatchBytes,
        MaxAppendEntries = settings.MaxBatchEntries,
        MaxInFlight = settings.MaxInflight,
        MaxInFlightWeight = settings.MaxInflightBytes,
        CatchUpRate = settings.CatchUpRate,
        ReadAheadBytes = settings.ReadAheadBytes,
        MaxPayload = settings.MaxPayload,
        MaxVoters = settings.MaxVoters,
        MaxLearners = settings.MaxLearners,
        AutoPromote = settings.AutoPromote,
    };

    public static LogLimits ToLogLimits(this ConsensusSettings settings) => new()
    {
        MaxEntries = settings.LogMemoryEntries,
        MaxBytes = settings.LogMemoryBytes,
    };

    public static CheckpointOptions ToCheckpointOptions(this ConsensusSettings settings) => new()
    {
        EveryEntries = (ulong)settings.SnapshotEvery,
        EveryBytes = (ulong)settings.SnapshotEveryBytes,
        Keep = (ulong)settings.SnapshotKeep,
    };

    public static SnapshotOptions ToSnapshotOptions(this ConsensusSettings settings) => new() { Rate = settings.SnapshotRate };

    public static MachineOptions ToMachineOptions(this ConsensusSettings settings) => new() { MaxBacklog = settings.ApplyBacklog };

    public static DeskOptions ToDeskOptions(this ConsensusSettings settings) => new()
    {
        MaxPending = settings.MaxPending,
        MaxPendingPerClient = settings.MaxPendingPerClient,
        Forward = settings.Forward,
        Grace = TimeSpan.FromSeconds(1),
        ResendAfter = settings.ElectionTimeoutMax,
    };

    public static SessionTerms ToSessionTerms(this ConsensusSettings settings) =>
        new((ulong)settings.SessionTtl.TotalMilliseconds, (uint)settings.SessionWindow);

    public static FoundingOptions ToFoundingOptions(this FederationSettings settings) => new()
    {
        ClusterId = settings.ClusterId,
        Expect = settings.BootstrapExpect,
        InitialVoters = settings.InitialVoters,
    };
}
