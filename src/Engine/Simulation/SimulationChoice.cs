using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// The seed's answer to "which of these first?". SplitMix64 (Steele, Lea and Flood 2014), because it is asked at every
/// step; what is drawn here touches no other generator of the world.
/// </summary>
internal sealed class SimulationChoice(ulong seed)
{
    private ulong _state = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/choice")));

    /// <summary>Below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
