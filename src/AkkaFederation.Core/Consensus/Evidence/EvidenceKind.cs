namespace AkkaFederation.Consensus;

/// <summary>Which promise a voter has broken.</summary>
public enum EvidenceKind
{
    /// <summary>Two seals of one term and size over different roots.</summary>
    Seal,

    /// <summary>Two candidates granted its vote in one term.</summary>
    Vote,
}
