using AkkaFederation.Consensus;
using AkkaFederation.Identity;

namespace AkkaFederation.Core.Tests.Consensus;

/// <summary>A voter in the simulation: the whole consensus core with a disk and a signing key, and a shell that only carries out effects.</summary>
internal sealed partial class SimNode(SimCluster cluster, Did id)
{
    private readonly TestSigner _signer = new(id);
    private readonly TestVerifier _verifier = new();
    private int _life;
    private TimeSpan _tickAt = TimeSpan.MaxValue;

    public Did Id { get; } = id;

    public SimDisk Disk { get; set; } = new();

    /// <summary>What it makes of term and vote when it starts; a bug, if it is not what was written.</summary>
    public Func<HardState, HardState> Remembers { get; set; } = static hard => hard;

    public ConsensusCore? Core { get; private set; }

    /// <summary>How it joins, if it was not among the founders.</summary>
    public JoinCore? Joiner { get; private set; }

    /// <summary>Its own options, where they are not the cluster's.</summary>
    public RaftOptions? Options { get; set; }

    public bool Alive => Core is not null;

    /// <summary>Writes do not finish while this holds.</summary>
    public bool DiskHangs { get; set; }

    /// <summary>Neither time nor messages reach it while this holds; they wait (SIGSTOP).</summary>
    public bool Paused { get; set; }

    public RaftCore Raft => Core!.Raft;

    public void Start()
    {
        _life++;
        _tickAt = TimeSpan.MaxValue;
        if (!cluster.Genesis.Has(Id)) StartJoining();
        else StartVoting();
    }

    public void Receive(PeerMessage message)
    {
        if (message is JoinReply reply && Joiner is not null)
        {
            Joiner.Step(reply, cluster.Now);
            Joining();
        }

        if (message is SnapshotMessage snapshot) Do(_ => Receive(snapshot));
        else Do(core => core.Step(message, cluster.UnixMs, cluster.Now));
    }

    private void StartVoting()
    {
        var raft = new RaftCore(
            Options ?? cluster.RaftOptions, Id, cluster.Genesis.Members,
            cluster.Snapshots is null ? Disk.Recover(cluster.Options.Log) : Disk.ReadLog(), Remembers(Disk.Hard), Math.Max(Disk.Commit, StartOfState),
            new Random(cluster.Random.Next()), cluster.Now, StartOfState);
        Core = new ConsensusCore(raft, cluster.Genesis.Hash, cluster.RaftOptions, new DeskOptions { MaxPendingPerClient = 10_000 },
            cluster.Snapshots is null ? null : new MachineOptions { MaxBatch = 16 }, cluster.Snapshots?.Checkpoints);
        raft.Admission.Ballots.Trust(cluster.Genesis.Hash, _verifier);
        StartSnapshots();
        cluster.Checker.OnStart(this);
        Flush();
    }

    // The shell of a joiner: what it must not forget is on its disk before it takes part.
    private void StartJoining()
    {
        Joiner = new JoinCore(Id, new Random(cluster.Random.Next()));
        if (Disk.Joined is { } joined) Joiner.Recover(new GenesisJoined(joined));
        else Joiner.Observe(cluster.Signed);
        if (Disk.Joined is not null) StartVoting();
        KeepJoining();
    }

    private void KeepJoining()
    {
        if (Joiner is null) return;
        Joiner.Tick(cluster.Names, Core?.Raft.Log.Configurations, cluster.Now);
        Joining();
        Later(100, KeepJoining);
    }

    private void Joining()
    {
        foreach (var message in Joiner!.Sends) cluster.Network.Send(message);
        Joiner.Sends.Clear();
        foreach (var e in Joiner.Events.Cast<GenesisJoined>().ToList())
        {
            Later(cluster.Random.NextDouble() * cluster.Options.MaxWrite.TotalMilliseconds, () =>
            {
                Disk.Joined = e.Signed;
                StartVoting();
            });
        }

        Joiner.Events.Clear();
    }

    public void Crash()
    {
        Core = null;
        Joiner = null;
        _life++;
    }

    public void Do(Action<ConsensusCore> input)
    {
        if (Core is null) return;
        input(Core);
        Flush();
    }

    public void Flush()
    {
        // Taking effects may answer what lets more be taken; the shell of a real node comes round again likewise.
        var effects = Core!.Take(cluster.UnixMs, cluster.Now);
        Core.CheckInvariants();
        if (!cluster.Unwatched) cluster.Checker.OnEffects(this, effects);
        cluster.Observer?.Invoke(this);
        foreach (var message in effects.Messages) cluster.Network.Send(Sign(message));
        if (effects.Persist is { } batch) Write(batch);
        foreach (var statement in effects.Sign.ToList())
            Later(cluster.Random.NextDouble(), () => Core.Signed(statement, _signer.Sign(statement.Bytes)));
        foreach (var (statement, signed) in effects.Verify.ToList())
        {
            var valid = _verifier.Verify(signed.Signer, statement.Bytes, signed.Signature);
            Later(cluster.Random.NextDouble(), () => Core.Verified(statement, signed, valid));
        }

        Archive(effects);
        foreach (var reply in effects.Replies.ToList()) cluster.Checker.OnReply(this, reply);
        foreach (var change in effects.Changes.ToList()) cluster.Checker.Voters.OnReply(change);
        foreach (var read in effects.Reads.ToList()) cluster.Checker.OnRead(this, read);
        CarryOutSnapshots(effects);
        foreach (var ballot in Core.Ballots.TakeOpened()) Vote(ballot);
        foreach (var ballot in Core.Ballots.Decided) cluster.Checker.OnBallotDecided(this, ballot);
        Core.Ballots.Decided.Clear();
        ScheduleTick();
    }

    // Reading what has left memory, and storing what is to leave it, take their time, and a crash interrupts them.
    private void Archive(ConsensusEffects effects)
    {
        // With snapshots the disk has another journal, and another reader.
        foreach (var wanted in cluster.Snapshots is null ? effects.Wanted.ToList() : [])
            Later(cluster.Random.NextDouble() * cluster.Options.MaxWrite.TotalMilliseconds, () => Raft.EntriesRead(wanted, Disk.ReadStretch(wanted.From, wanted.Before)));
        if (effects.Tile is not { } tile) return;
        Later(cluster.Random.NextDouble() * cluster.Options.MaxWrite.TotalMilliseconds, () =>
        {
            if (cluster.CrashesAt(this)) return;
            Disk.Tiles[tile.Number] = tile;
            if (cluster.CrashesAt(this)) return;
            Raft.TileStored(tile.Number);
        });
    }

    // On disk before it is told, and never another one.
    private void Vote(Ballot ballot)
    {
        if (!Disk.Votes.ContainsKey(ballot.Number) && cluster.Ballots(this, ballot) is null) return;
        Later(cluster.Random.NextDouble() * cluster.Options.MaxWrite.TotalMilliseconds, () =>
        {
            if (cluster.CrashesAt(this)) return;
            var choice = Disk.Votes.TryGetValue(ballot.Number, out var known) ? known : cluster.Ballots(this, ballot)!.Value;
            Disk.Votes[ballot.Number] = choice;
            Core!.Ballots.Voted(ballot.Number, choice, _signer.Sign(Raft.Admission.Ballots.StatementOf(ballot, choice)));
        });
    }

    private PeerMessage Sign(PeerMessage message) => message is VoteResponse { Granted: true } vote
        ? vote with { Signature = _signer.Sign(VoteStatement.Create(cluster.Genesis.Hash, vote.Term, vote.To)) }
        : message;

    private void Write(PersistBatch batch)
    {
        var delay = cluster.Random.NextDouble() * cluster.Options.MaxWrite.TotalMilliseconds;
        Later(delay, () =>
        {
            if (DiskHangs)
            {
                Write(batch);
                return;
            }

            if (cluster.CrashesAt(this)) return;
            Disk.Write(batch);
            if (cluster.CrashesAt(this)) return;
            Core!.Persisted(batch.Number, cluster.Now);
        });
    }

    private void Later(double milliseconds, Action action)
    {
        var life = _life;
        cluster.At(cluster.Now + TimeSpan.FromMilliseconds(milliseconds), () =>
        {
            if (life != _life) return;
            if (Paused)
            {
                Later(5, action);
                return;
            }

            action();
            if (Alive) Flush();
        });
    }

    private void ScheduleTick()
    {
        var due = Core!.NextDeadline;
        if (due >= _tickAt) return;
        _tickAt = due;
        Later(Math.Max((due - cluster.Now).TotalMilliseconds, 0.01), () =>
        {
            _tickAt = TimeSpan.MaxValue;
            Core.Tick(cluster.UnixMs, cluster.Now);
        });
    }
}
