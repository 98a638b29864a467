using AkkaFederation.Engine.Simulation;

namespace AkkaFederation.TestKit;

/// <summary>
/// What a link does to single messages between rooms that are built for it (<see cref="SimulatedWorldOptions.DatagramRooms"/>).
/// All other messages go by ordered connections, which only delay, stall or break.
/// </summary>
public sealed record MessageFaults
{
    /// <summary>Nothing.</summary>
    public static MessageFaults None { get; } = new();

    /// <summary>Share of the messages that are lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Share of the messages that arrive twice, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>Share of the messages that others may overtake, 0 to 1.</summary>
    public double Reordering { get; init; }

    /// <summary>How much longer than the rest an overtaken or doubled message takes at most.</summary>
    public TimeSpan Detour { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <exception cref="ArgumentException">A share is not from 0 to 1, or the detour is negative.</exception>
    internal LinkWeather ToWeather()
    {
        foreach (var (name, share) in new[] { (nameof(Loss), Loss), (nameof(Duplication), Duplication), (nameof(Reordering), Reordering) })
        {
            if (!(share >= 0 && share <= 1)) throw new ArgumentException($"{name} is a share from 0 to 1, not {share}.");
        }

        if (Detour < TimeSpan.Zero) throw new ArgumentException($"{nameof(Detour)} is not negative, and is {Detour}.");
        return new LinkWeather(Loss, Duplication, Reordering, Detour);
    }
}
