using Akka.Actor;
using AkkaFederation.Settings;

namespace AkkaFederation.Identity;

/// <summary>What <see cref="IdentityWatch"/> looks after.</summary>
internal sealed record IdentityWatchParts
{
    public required IdentitySettings Settings { get; init; }

    public required RenewableIdentity Identity { get; init; }

    public required PeerTrust Trust { get; init; }

    /// <summary>Wall clock, for the dates of certificates.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Closes the connections that are not trusted any more.</summary>
    public required Action<ActorSystem> Recheck { get; init; }

    /// <summary>Fetches the key of a <c>did:web</c> name.</summary>
    public required Func<WebDid, Task<Did>> Resolve { get; init; }
}
