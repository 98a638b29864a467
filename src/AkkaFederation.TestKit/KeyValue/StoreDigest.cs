using System.Security.Cryptography;
using AkkaFederation.KeyValue;

namespace AkkaFederation.TestKit.KeyValue;

/// <summary>SHA-256 over the canonical bytes of a store.</summary>
internal static class StoreDigest
{
    public static string Of(KeyValueStateMachine store)
    {
        var bytes = new MemoryStream();
        store.Snapshot().Write(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
