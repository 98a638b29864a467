using System.Collections.Immutable;

namespace AkkaFederation.Identity;

/// <summary>
/// What a peer says about itself, signed by itself: who it is, where it can be reached and what it can do. Immutable;
/// a change is a new record with a higher <see cref="Incarnation"/>. Accepted by others only if the signature holds and
/// <see cref="PublicKeyPem"/> derives <see cref="PeerId"/>.
/// </summary>
/// <remarks>
/// Invariants: (1) capabilities are distinct and in ordinal order; (2) labels are in ordinal order of their keys;
/// (3) <see cref="JoinedAt"/> has whole milliseconds in UTC: what is in memory is exactly what was signed.
/// </remarks>
public sealed record PeerRecord
{
    private readonly ImmutableArray<string> _capabilities = [];
    private readonly ImmutableSortedDictionary<string, string> _labels = EmptyLabels;
    private readonly DateTimeOffset _joinedAt;
    private readonly ImmutableArray<byte> _signature = [];

    private static readonly ImmutableSortedDictionary<string, string> EmptyLabels =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The owner of the record, and its signer.</summary>
    public required Did PeerId { get; init; }

    /// <summary>Full address of the owner's actor system, <c>akka.ssl.tcp://system@host:port</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The owner's public key, SubjectPublicKeyInfo in PEM.</summary>
    public required string PublicKeyPem { get; init; }

    /// <summary>The federation that the record belongs to.</summary>
    public required string ClusterId { get; init; }

    /// <summary>What the owner can do; distinct, in ordinal order.</summary>
    public IReadOnlyList<string> Capabilities
    {
        get => _capabilities;
        init => _capabilities = [.. value.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Zone, version, model, hardware and the like; in ordinal order of the keys.</summary>
    public IReadOnlyDictionary<string, string> Labels
    {
        get => _labels;
        init => _labels = EmptyLabels.AddRange(value);
    }

    /// <summary>When the owner joined, by its own clock: for people, never for decisions.</summary>
    public DateTimeOffset JoinedAt
    {
        get => _joinedAt;
        init => _joinedAt = DateTimeOffset.FromUnixTimeMilliseconds(value.ToUnixTimeMilliseconds());
    }

    /// <summary>Counts the owner's own claims about itself; the higher one counts.</summary>
    public ulong Incarnation { get; init; }

    /// <summary>The owner's signature over the canonical bytes; empty while unsigned.</summary>
    public ReadOnlyMemory<byte> Signature
    {
        get => _signature.AsMemory();
        init => _signature = [.. value.Span];
    }

    /// <summary>Equal when every field is, the signature too.</summary>
    public bool Equals(PeerRecord? other) =>
        other is not null && PeerId == other.PeerId && Incarnation == other.Incarnation && Endpoint == other.Endpoint
        && PublicKeyPem == other.PublicKeyPem && ClusterId == other.ClusterId && JoinedAt == other.JoinedAt
        && _capabilities.SequenceEqual(other._capabilities) && _labels.SequenceEqual(other._labels)
        && _signature.SequenceEqual(other._signature);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(PeerId, Incarnation, Endpoint);
}
