using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AkkaFederation.Hosting;

/// <summary>
/// Seeded generators, one for each purpose: the same seed gives the same numbers whatever else is drawn elsewhere.
/// Not for keys.
/// </summary>
internal sealed class RandomSource
{
    private readonly ulong _seed;

    public RandomSource(ulong seed) => _seed = seed;

    /// <summary>A generator for one purpose, such as <c>consensus</c>.</summary>
    public Random Create(string purpose)
    {
        var input = new byte[8 + Encoding.UTF8.GetByteCount(purpose)];
        BinaryPrimitives.WriteUInt64BigEndian(input, _seed);
        Encoding.UTF8.GetBytes(purpose, input.AsSpan(8));
        return new Random(BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(input)));
    }
}
