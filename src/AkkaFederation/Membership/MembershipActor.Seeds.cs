using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using AkkaFederation.Gateway;
using AkkaFederation.Identity;
using AkkaFederation.Settings;

namespace AkkaFederation.Membership;

/// <content>Seeds: contacted over actors, or asked for their peers over HTTPS. What they serve are hints, checked like any other.</content>
internal sealed partial class MembershipActor
{
    // Signatures take time; probes must not wait for a long list of them.
    private const int RecordsAtOnce = 16;
    private readonly Dictionary<string, ulong> _fetching = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _troubles = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopped = new();

    private void Contact(ContactAddress contact)
    {
        if (!SeedAddress.IsHttps(contact.Address)) Step(new ContactSeed(contact.Address, contact.Token));
        else if (_runtime.Directory is not { } directory) Trouble(contact.Address, "this node cannot ask over HTTPS");
        else
        {
            // One question at a time; its answer counts for the newest attempt.
            var asking = _fetching.ContainsKey(contact.Address);
            _fetching[contact.Address] = contact.Token;
            if (asking) return;
            var seed = contact.Address;
            directory.FetchAsync(seed, _stopped.Token).PipeTo(
                Self, Self, answer => new SeedPeers(seed, answer.Host, answer.Peers), cause => new SeedFailed(seed, cause));
        }
    }

    private void OnSeedAnswered(SeedAnswered answered)
    {
        if (_bootstrap.AddressOf(answered.Token) is { } seed && _troubles.Remove(seed)) _log.Info("Seed {0} answers now.", seed);
        _bootstrap.Step(new SeedMet(answered.Token, answered.Peer), Now);
    }

    private void OnSeedPeers(SeedPeers answer)
    {
        var seed = answer.Seed;
        _fetching.Remove(seed, out var token);
        if (answer.Peers.ClusterId != _runtime.ClusterId)
        {
            Refuse(MembershipRefusal.ForeignCluster, answer.Host, $"{seed} serves another federation");
            Trouble(seed, "it belongs to another federation");
            return;
        }

        foreach (var error in answer.Peers.Malformed) Refuse(MembershipRefusal.InvalidRecord, answer.Host, $"{seed}: {error}");
        if (_troubles.Remove(seed)) _log.Info("Seed {0} serves its peers now.", seed);
        _bootstrap.Step(new SeedMet(token, answer.Host), Now);
        OnSeedRecords(new SeedRecords(answer.Peers.Records));
    }

    private void OnSeedRecords(SeedRecords seen)
    {
        foreach (var record in seen.Records.Take(RecordsAtOnce)) Step(new RegisterPeer(record));
        if (seen.Records.Length > RecordsAtOnce) Self.Tell(new SeedRecords(seen.Records[RecordsAtOnce..]));
        else TickBootstrap();
    }

    private void OnSeedFailed(SeedFailed failed)
    {
        _fetching.Remove(failed.Seed);
        Trouble(failed.Seed, failed.Cause is PeerListException ? failed.Cause.Message : $"{failed.Cause.GetType().Name}: {failed.Cause.Message}");
    }

    // Once for each trouble; a seed that is down for a week fills no log.
    private void Trouble(string seed, string what)
    {
        if (_troubles.TryGetValue(seed, out var known) && known == what) return;
        _troubles[seed] = what;
        _log.Warning("Seed {0} is of no use now: {1}. It is tried again with growing pauses.", seed, what);
    }

    private sealed record SeedPeers(string Seed, Did Host, ServedPeers Peers);

    private sealed record SeedFailed(string Seed, Exception Cause);

    private sealed record SeedRecords(ImmutableArray<PeerRecord> Records);
}
