namespace AkkaFederation.Consensus;

/// <summary>What a founder must never forget; durable before anything that follows from it is sent.</summary>
internal abstract record FoundingEvent;

/// <summary>This node is bound to the genesis with this document.</summary>
internal sealed record GenesisBinding(byte[] Document, byte[] Signature) : FoundingEvent;

/// <summary>This node will never sign the genesis with this hash.</summary>
internal sealed record GenesisRuledOut(byte[] GenesisHash) : FoundingEvent;

/// <summary>Another member's refusal has released this node from the genesis that it signed.</summary>
internal sealed record GenesisReleased(GenesisRefusal Refusal) : FoundingEvent;

/// <summary>This node belongs to the log of a federation that was founded without it.</summary>
internal sealed record GenesisJoined(SignedGenesis Signed) : FoundingEvent;

/// <summary>The federation is founded.</summary>
internal sealed record GenesisFounded(SignedGenesis Signed) : FoundingEvent;
