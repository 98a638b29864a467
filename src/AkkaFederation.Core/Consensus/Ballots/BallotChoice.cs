namespace AkkaFederation;

/// <summary>What an elector says to a ballot; signed, and final. The numbers stand in statements.</summary>
public enum BallotChoice : byte
{
    /// <summary>Yes.</summary>
    Granted = 1,

    /// <summary>No.</summary>
    Denied = 2,

    /// <summary>Neither: it counts for no side, and nobody need wait for it.</summary>
    Abstain = 3,

    /// <summary>No, and where the ballot has a veto, that is the end of it.</summary>
    Veto = 4,
}

/// <summary>How a ballot stands. The numbers stand in entries.</summary>
public enum BallotOutcome : byte
{
    /// <summary>Not decided yet.</summary>
    Open = 0,

    /// <summary>As many electors as the quorum asks for have granted it.</summary>
    Committed = 1,

    /// <summary>Vetoed, or so many are against it or abstain that the quorum cannot be reached any more.</summary>
    Aborted = 2,

    /// <summary>Its deadline has passed before it was decided.</summary>
    Expired = 3,
}
