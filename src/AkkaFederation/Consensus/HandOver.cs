namespace AkkaFederation.Consensus;

/// <summary>Asks this node's consensus to hand over if it leads; answered with <see cref="Akka.Done"/> once it may stop.</summary>
internal sealed record HandOver
{
    public static readonly HandOver Instance = new();
}
