#if ENGINE_AKKANET
using System.Collections.Immutable;
using Akka.Actor;
using AkkaFederation.Bridge;
using AkkaFederation.Gateway;
using AkkaFederation.Hosting;
using AkkaFederation.Settings;

namespace AkkaFederation.Adapters;

/// <summary>
/// <c>/user/federation/cluster-bridge/gateway</c>: what a ClusterClient reaches of the gateway. Nothing proves who such a
/// client is, so the rooms' own doors stay shut to it: it may ask for the peers and, where the operator allows that, have
/// messages sent in this node's name. What it asks for at one time is bounded.
/// </summary>
internal sealed class ClusterGateway : UntypedActor
{
    private const int MaxOpen = 256;
    private readonly FederationRuntime _runtime;
    private readonly FederationGateway _gateway;
    private int _open;

    public ClusterGateway(FederationRuntime runtime)
    {
        _runtime = runtime;
        _gateway = new FederationGateway(Context.System, runtime);
    }

    public static Props Props(FederationRuntime runtime) => Akka.Actor.Props.Create(() => new ClusterGateway(runtime));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ListClusterPeers list: Sender.Tell(PeersAfter(list), Self); break;
            case SendClusterMessage send: OnSend(send); break;
            case Done: _open--; break;
            default: Unhandled(message); break;
        }
    }

    private ClusterPeers PeersAfter(ListClusterPeers list)
    {
        var rest = _gateway.ListPeers().Where(p => list.After is not { } after || p.Id.CompareTo(after) > 0).Take(BridgeWire.PeersAtOnce + 1).ToArray();
        var page = rest.Take(BridgeWire.PeersAtOnce).Select(p => new ClusterPeer(p.Id, p.Endpoint, p.Status)).ToImmutableArray();
        return new ClusterPeers(_runtime.Self, page, rest.Length > page.Length);
    }

    private void OnSend(SendClusterMessage send)
    {
        var refusal = _runtime.Settings.ClusterBridge.ClientAccess != ClusterClientAccess.Messages
            ? Refused(GatewayError.NotAllowed, "this node sends no messages for cluster clients; see federation.cluster-bridge.client-access")
            : send.Peer.IsEmpty ? Refused(GatewayError.UnknownPeer, "the message came without its peer: the client's system must be made with the configuration that docs/engines.md names")
            : _open >= MaxOpen ? Refused(GatewayError.QueueFull, $"this node has {MaxOpen} messages of cluster clients in progress") : null;
        if (refusal is not null)
        {
            Sender.Tell(refusal, Self);
            return;
        }

        _open++;
        var (sender, self) = (Sender, Self);
        SendAsync(send).PipeTo(sender, self);
    }

    private async Task<ClusterAnswer> SendAsync(SendClusterMessage send)
    {
        var self = Self;
        try
        {
            return new ClusterAnswer(await _gateway.SendMessageAsync(send.Peer, send.Message, send.Timeout), null, "");
        }
        catch (GatewayException e)
        {
            return Refused(e.Error, e.Message);
        }
        catch (ArgumentOutOfRangeException e)
        {
            return Refused(GatewayError.Timeout, e.Message);
        }
        finally
        {
            self.Tell(Done.Instance, self);
        }
    }

    private static ClusterAnswer Refused(GatewayError error, string detail) => new(default, error, detail);

    private sealed record Done
    {
        public static readonly Done Instance = new();
    }
}
#endif
