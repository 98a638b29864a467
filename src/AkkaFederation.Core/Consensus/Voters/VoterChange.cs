using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>One step from a configuration to the next; nothing ever changes more than one member (dissertation 4.1).</summary>
internal readonly record struct VoterChange(VoterChangeKind Kind, Did Id)
{
    public static VoterChange Add(Did id) => new(VoterChangeKind.AddLearner, id);

    public static VoterChange Promote(Did id) => new(VoterChangeKind.Promote, id);

    public static VoterChange Remove(Did id) => new(VoterChangeKind.Remove, id);

    /// <summary>The configuration after this step, as the entry at <paramref name="epoch"/> brings it.</summary>
    public VoterConfiguration From(VoterConfiguration current, ulong epoch)
    {
        var id = Id;
        return Kind switch
        {
            VoterChangeKind.AddLearner => VoterConfiguration.Create(epoch, current.Epoch, current.Voters, current.Learners.Append(id)),
            VoterChangeKind.Promote => VoterConfiguration.Create(epoch, current.Epoch, current.Voters.Append(id), current.Learners.Where(l => l != id)),
            _ => VoterConfiguration.Create(epoch, current.Epoch, current.Voters.Where(v => v != id), current.Learners.Where(l => l != id)),
        };
    }

    /// <summary>Whether the configuration is already as this step would make it.</summary>
    public bool IsDone(VoterConfiguration current) => Kind switch
    {
        VoterChangeKind.AddLearner => current.Has(Id),
        VoterChangeKind.Promote => current.IsVoter(Id),
        _ => !current.Has(Id),
    };
}

/// <summary>What is done to whom.</summary>
internal enum VoterChangeKind
{
    /// <summary>From now on it receives the log; it becomes a voter when it has caught up and there is room.</summary>
    AddLearner,

    /// <summary>A learner becomes a voter.</summary>
    Promote,

    /// <summary>A voter or learner is one no longer.</summary>
    Remove,
}
