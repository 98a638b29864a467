using Akka.Actor;

namespace AkkaFederation.TestKit.Dissemination;

/// <summary>A way in which complete nodes tell each other something. All is called on the node's own process.</summary>
internal interface ISpread
{
    /// <summary>Path of the room whose messages count, and of all beneath it.</summary>
    string Room { get; }

    /// <summary>What times are measured in.</summary>
    TimeSpan Round { get; }

    /// <summary>Calls for each thing that the node hears from others, or once it has started.</summary>
    void Listen(ActorSystem system, Action<string> heard);

    /// <summary>Once the federation has formed: settings for the measurement.</summary>
    Task Prepare(ActorSystem system);

    Task PublishAsync(ActorSystem system, byte[] payload);

    Task<SpreadCounts> CountAsync(ActorSystem system);
}

/// <summary>What came to a node over links since it started.</summary>
/// <param name="Delivered">First deliveries.</param>
/// <param name="Duplicates">Payloads that came again.</param>
internal readonly record struct SpreadCounts(long Delivered, long Duplicates);
