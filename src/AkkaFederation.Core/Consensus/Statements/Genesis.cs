using System.Security.Cryptography;
using AkkaFederation.Identity;

namespace AkkaFederation.Consensus;

/// <summary>
/// The founding document: cluster id and founding voters. Its hash is the identity of the log, and who trusts the document
/// can verify every certificate of the federation. Valid only with the signatures of all its members.
/// </summary>
public sealed class Genesis
{
    internal const string Tag = "AKFED-GENESIS-V1";

    /// <summary>The most founding voters that a document may name.</summary>
    public const int MaxMembers = 64;

    private Genesis(string clusterId, Did[] members, byte[] document)
    {
        ClusterId = clusterId;
        Members = members;
        Document = document;
        Hash = SHA256.HashData(document);
    }

    /// <summary>The federation's name.</summary>
    public string ClusterId { get; }

    /// <summary>The founding voters, strictly ascending.</summary>
    public IReadOnlyList<Did> Members { get; }

    /// <summary>The bytes that are hashed and signed.</summary>
    public byte[] Document { get; }

    /// <summary>SHA-256 of the document.</summary>
    public byte[] Hash { get; }

    /// <summary>First 8 bytes of the hash in hexadecimal, for messages to people.</summary>
    public string ShortHash => Convert.ToHexStringLower(Hash.AsSpan(0, 8));

    /// <summary>Writes a document.</summary>
    /// <exception cref="ArgumentException">No member, too many, or one twice; or an empty cluster id.</exception>
    public static Genesis Create(string clusterId, IEnumerable<Did> members)
    {
        ArgumentException.ThrowIfNullOrEmpty(clusterId);
        var sorted = members.Order().ToArray();
        if (sorted.Length is 0 or > MaxMembers) throw new ArgumentException($"A genesis has 1 to {MaxMembers} members.", nameof(members));
        if (sorted.Any(d => d.IsEmpty) || sorted.Distinct().Count() != sorted.Length)
            throw new ArgumentException("Each member of a genesis is named once.", nameof(members));
        var writer = new StatementWriter(Tag).Text(clusterId).U16((ushort)sorted.Length);
        foreach (var member in sorted) writer.Did(member);
        return new Genesis(clusterId, sorted, writer.ToArray());
    }

    /// <summary>Reads a document from untrusted bytes; <paramref name="error"/> says what is wrong with it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> document, out Genesis genesis, out string error)
    {
        genesis = null!;
        var reader = new StatementReader(document, Tag);
        var clusterId = reader.Text(256);
        int count = reader.U16();
        if (!reader.Failed && clusterId.Length == 0) reader.Fail("the cluster id is empty");
        if (!reader.Failed && count is 0 or > MaxMembers) reader.Fail($"{count} members, not 1 to {MaxMembers}");
        var members = new List<Did>();
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var member = reader.Did();
            if (!reader.Failed && i > 0 && member.CompareTo(members[^1]) <= 0) reader.Fail("the members are not strictly ascending");
            members.Add(member);
        }

        if (!reader.Finish(out error)) return false;
        genesis = new Genesis(clusterId, [.. members], document.ToArray());
        return true;
    }

    /// <summary>Whether this DID is a founding voter.</summary>
    public bool Has(Did member) => ((Did[])Members).AsSpan().BinarySearch(member) >= 0;

    /// <inheritdoc/>
    public override string ToString() => $"genesis {ShortHash} of '{ClusterId}' ({Members.Count} members)";
}
