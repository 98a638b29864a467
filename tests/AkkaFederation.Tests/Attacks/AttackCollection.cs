namespace AkkaFederation.Tests.Attacks;

/// <summary>Attack tests look at the memory of the process, so nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AttackCollection
{
    public const string Name = "attacks";
}
