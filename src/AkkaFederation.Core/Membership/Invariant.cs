using AkkaFederation.Identity;

namespace AkkaFederation.Membership;

/// <summary>A broken invariant is a bug of this program, never bad input: it ends the step.</summary>
internal static class Invariant
{
    public static void Require(bool holds, string invariant, Did about)
    {
        if (!holds) throw new InvalidOperationException($"Membership invariant broken: {invariant} ({about}).");
    }
}
