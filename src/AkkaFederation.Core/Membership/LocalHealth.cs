namespace AkkaFederation.Membership;

/// <summary>
/// How well this node itself seems to be (Lifeguard: Dadgar, Phillips, Currey, DSN 2018, section IV.A): a score that
/// rises with signs that it is this node that is slow and falls with every answer. All probe times are stretched by
/// <see cref="Multiplier"/>, so a node in trouble blames its peers later. Signs: a probe failed, a helper's report about it
/// was missed as well, and the helper turns out to live; this node had to refute a suspicion; it did not run for a while.
/// </summary>
/// <remarks>Invariant: the score lies in [0, most].</remarks>
internal sealed class LocalHealth(int most)
{
    /// <summary>0 is well.</summary>
    public int Score { get; private set; }

    /// <summary>By what every probe time is multiplied, 1 when well.</summary>
    public int Multiplier => 1 + Score;

    public void Note(int signs) => Score = Math.Clamp(Score + signs, 0, most);
}
