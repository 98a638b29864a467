using AkkaFederation.Wire;

namespace AkkaFederation.KeyValue;

/// <summary>What the key-value room and its clients say to each other; questions to the store itself are consensus's.</summary>
internal sealed class KeyValueWire : IWireModule
{
    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.OfProto("kv/watch", WatchQuery.Parser),
        WireMessage.OfProto("kv/watch-reply", WatchReply.Parser),
    ];
}
