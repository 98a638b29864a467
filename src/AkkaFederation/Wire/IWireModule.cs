namespace AkkaFederation.Wire;

/// <summary>
/// The messages that one room sends or stores. Each room has one module, listed in <see cref="WireModules"/>; to add a
/// message, add it to the room's .proto file and to its module.
/// </summary>
internal interface IWireModule
{
    /// <summary>The room's messages; manifests begin with the room's name and a slash.</summary>
    IReadOnlyList<WireMessage> Messages { get; }
}
