using AkkaFederation.Consensus.Quorum;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// Who votes, and who learns to: what a configuration entry of the log says, or, with epoch 0, the genesis. The epoch is the
/// index of that entry. Layout of the entry's payload in docs/formats.md; fixed for ever under its tag.
/// </summary>
/// <remarks>
/// Invariants: 1. voters and learners are strictly ascending, and nobody is both. 2. at most <see cref="MaxMembers"/> of both
/// together; no voter only in <see cref="None"/>. 3. Previous &lt; Epoch, but for the genesis.
/// </remarks>
internal sealed class VoterConfiguration
{
    public const string Tag = "AKFED-VOTERS-V01";

    /// <summary>The most voters and learners together.</summary>
    public const int MaxMembers = Genesis.MaxMembers;

    /// <summary>Nobody at all: what a log says of itself before its genesis is known.</summary>
    public static readonly VoterConfiguration None = new(0, 0, [], []);

    private readonly Did[] _voters;
    private readonly Did[] _learners;

    private VoterConfiguration(ulong epoch, ulong previous, Did[] voters, Did[] learners)
    {
        Epoch = epoch;
        Previous = previous;
        _voters = voters;
        _learners = learners;
    }

    /// <summary>Index of the entry that brought it; 0: the genesis.</summary>
    public ulong Epoch { get; }

    /// <summary>The epoch that it followed.</summary>
    public ulong Previous { get; }

    public IReadOnlyList<Did> Voters => _voters;

    public IReadOnlyList<Did> Learners => _learners;

    /// <summary>How many voters are a majority.</summary>
    public int Majority => Quorum.Majority.Size(_voters.Length);

    /// <summary>The configuration of a genesis with these voters.</summary>
    public static VoterConfiguration Found(IEnumerable<Did> voters) => Create(0, 0, voters, []);

    /// <exception cref="ArgumentException">No voter, too many members, or one twice.</exception>
    public static VoterConfiguration Create(ulong epoch, ulong previous, IEnumerable<Did> voters, IEnumerable<Did> learners)
    {
        var (v, l) = (voters.Order().ToArray(), learners.Order().ToArray());
        if (v.Length == 0) throw new ArgumentException("A configuration has at least one voter.", nameof(voters));
        if (v.Length + l.Length > MaxMembers) throw new ArgumentException($"A configuration has at most {MaxMembers} voters and learners.", nameof(voters));
        if (v.Concat(l).Any(d => d.IsEmpty) || v.Concat(l).Distinct().Count() != v.Length + l.Length)
            throw new ArgumentException("Each voter and learner is named once.", nameof(voters));
        return new VoterConfiguration(epoch, previous, v, l);
    }

    public bool IsVoter(Did id) => Array.BinarySearch(_voters, id) >= 0;

    public bool IsLearner(Did id) => Array.BinarySearch(_learners, id) >= 0;

    public bool Has(Did id) => IsVoter(id) || IsLearner(id);

    /// <summary>Whether these make a majority of the voters; nobody else counts, and nobody twice.</summary>
    public bool HasMajority(IEnumerable<Did> agreeing) => agreeing.Distinct().Count(IsVoter) >= Majority;

    /// <summary>Voters that one of the two has and the other lacks.</summary>
    public int VotersApart(VoterConfiguration other) => _voters.Except(other._voters).Count() + other._voters.Except(_voters).Count();

    /// <summary>The payload of the entry that brings this configuration.</summary>
    public byte[] ToPayload()
    {
        var writer = new StatementWriter(Tag).U64(Previous).U16((ushort)_voters.Length);
        foreach (var voter in _voters) writer.Did(voter);
        writer.U16((ushort)_learners.Length);
        foreach (var learner in _learners) writer.Did(learner);
        return writer.ToArray();
    }

    /// <summary>Reads the payload of the configuration entry at <paramref name="epoch"/> from untrusted bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, ulong epoch, out VoterConfiguration configuration, out string error)
    {
        var reader = new StatementReader(payload, Tag);
        var previous = reader.U64();
        if (!reader.Failed && previous >= epoch) reader.Fail($"the configuration of entry {epoch} cannot follow that of entry {previous}");
        var voters = ReadNames(ref reader, MaxMembers);
        if (!reader.Failed && voters.Length == 0) reader.Fail("a configuration without voters");
        var learners = ReadNames(ref reader, MaxMembers - voters.Length);
        if (!reader.Failed && voters.Intersect(learners).Any()) reader.Fail("a voter is a learner as well");
        var read = reader.Finish(out error);
        configuration = read ? new VoterConfiguration(epoch, previous, voters, learners) : None;
        return read;
    }

    public override string ToString() => $"{_voters.Length} voters and {_learners.Length} learners of entry {Epoch}";

    private static Did[] ReadNames(ref StatementReader reader, int most)
    {
        int count = reader.U16();
        if (!reader.Failed && count > most) reader.Fail($"{count} names where at most {most} may stand");
        var names = new List<Did>();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var name = reader.Did();
            if (!reader.Failed && i > 0 && name.CompareTo(names[^1]) <= 0) reader.Fail("the names are not strictly ascending");
            names.Add(name);
        }

        return [.. names];
    }
}
