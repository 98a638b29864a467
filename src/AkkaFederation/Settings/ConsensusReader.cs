namespace AkkaFederation.Settings;

/// <summary>Reads <c>federation.consensus</c>.</summary>
internal static class ConsensusReader
{
    private const int LargestPayload = 16 << 20;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static ConsensusSettings Read(SettingsScope scope)
    {
        var profile = scope.OneOf<NetworkProfile>("profile");
        var profiles = scope.Block("profiles");
        var times = Enum.GetValues<NetworkProfile>().ToDictionary(p => p, p => ReadTimes(profiles.Block(p.ToString().ToLowerInvariant())))[profile];
        var settings = new ConsensusSettings
        {
            Profile = profile,
            ElectionTimeoutMin = scope.Duration("election-timeout-min", Shortest, Longest, times.ElectionTimeoutMin),
            ElectionTimeoutMax = scope.Duration("election-timeout-max", Shortest, Longest, times.ElectionTimeoutMax),
            HeartbeatInterval = scope.Duration("heartbeat-interval", Shortest, Longest, times.HeartbeatInterval),
            MaxPendingPerClient = scope.Integer("max-pending-per-client", 1, 65_536),
            MaxPending = scope.Integer("max-pending", 1, 1_048_576),
            SessionTtl = scope.Duration("session-ttl", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            SessionWindow = scope.Integer("session-window", 1, 65_536),
            MaxPayload = scope.Size("max-payload", 1, LargestPayload),
            MaxBatchEntries = scope.Integer("max-batch-entries", 1, 65_536),
            MaxBatchBytes = scope.Size("max-batch-bytes", 1, LargestPayload),
            MaxInflight = scope.Integer("max-inflight", 1, 1024),
            MaxInflightBytes = scope.Size("max-inflight-bytes", 64 << 10, 1 << 30),
            ApplyBacklog = scope.Integer("apply-backlog", 16, 1 << 20),
            SnapshotEvery = scope.Integer("snapshot-every", 0, int.MaxValue),
            SnapshotEveryBytes = scope.Size("snapshot-every-bytes", 64 << 10, int.MaxValue),
            SnapshotKeep = scope.Integer("snapshot-keep", 0, int.MaxValue),
            SnapshotRate = scope.Size("snapshot-rate", 256 << 10, int.MaxValue),
            CatchUpRate = scope.Size("catch-up-rate", 1 << 20, 1 << 30),
            LogMemoryEntries = scope.Integer("log-memory-entries", 16, 1 << 24),
            LogMemoryBytes = scope.Size("log-memory-bytes", 64 << 10, 1 << 30),
            ReadAheadBytes = scope.Size("read-ahead-bytes", 64 << 10, 1 << 30),
            Forward = scope.Switch("forward"),
            Join = scope.Switch("join"),
            MaxVoters = scope.Integer("max-voters", 1, Consensus.Genesis.MaxMembers),
            MaxLearners = scope.Integer("max-learners", 1, Consensus.Genesis.MaxMembers),
            AutoPromote = scope.Switch("auto-promote"),
            GrantBallots = scope.OneOf<BallotPolicyKind>("ballot-policy") == BallotPolicyKind.Grant,
            ProposalTtl = scope.Duration("proposal-ttl", TimeSpan.FromMilliseconds(10), Longest),
            WitnessInterval = scope.Duration("witness-interval", TimeSpan.FromMilliseconds(100), Longest),
        };
        Check(settings, scope);
        return settings;
    }

    private static Times ReadTimes(SettingsScope scope) => new(
        scope.Duration("election-timeout-min", Shortest, Longest),
        scope.Duration("election-timeout-max", Shortest, Longest),
        scope.Duration("heartbeat-interval", Shortest, Longest));

    private static void Check(ConsensusSettings settings, SettingsScope scope)
    {
        if (settings.ElectionTimeoutMin < 2 * settings.HeartbeatInterval)
            throw scope.Wrong("election-timeout-min", $"at least twice heartbeat-interval, {SettingsScope.Print(2 * settings.HeartbeatInterval)}, or one lost heartbeat starts an election");
        if (settings.ElectionTimeoutMax <= settings.ElectionTimeoutMin)
            throw scope.Wrong("election-timeout-max", $"more than election-timeout-min, {SettingsScope.Print(settings.ElectionTimeoutMin)}");
        if (settings.SessionWindow < settings.MaxPendingPerClient)
            throw scope.Wrong("session-window", $"at least max-pending-per-client, {settings.MaxPendingPerClient}, or a session would forget proposals in progress");
    }

    private sealed record Times(TimeSpan ElectionTimeoutMin, TimeSpan ElectionTimeoutMax, TimeSpan HeartbeatInterval);

    private enum BallotPolicyKind
    {
        Grant,
        Ask,
    }
}
