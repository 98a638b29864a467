using AkkaFederation.Wire;

namespace AkkaFederation.Gateway;

/// <summary>What gateways say to each other.</summary>
internal sealed class GatewayWire : IWireModule
{
    public IReadOnlyList<WireMessage> Messages { get; } =
    [
        WireMessage.OfProto("gateway/request", GatewayRequest.Parser),
        WireMessage.OfProto("gateway/reply", GatewayReply.Parser),
    ];
}
