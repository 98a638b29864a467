namespace AkkaFederation.Membership;

/// <summary>What kinds of things lead to a peer's status.</summary>
internal enum ObservationKind
{
    Registered,
    Proven,
    Announced,
    ProbeFailed,
    ProbeAnswered,
    SuspicionSigned,
    SuspicionHeard,
    Refuted,
    Farewell,
    StatusChanged,
    Revoked,
    Equivocated,
}
