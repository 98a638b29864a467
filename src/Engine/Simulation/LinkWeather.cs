namespace AkkaFederation.Engine.Simulation;

/// <summary>
/// What a link does to single messages between rooms that are built for it: the share of them that it loses, delivers
/// twice or holds up past later ones, each from 0 to 1, and how long it holds them up at most.
/// </summary>
internal sealed record LinkWeather(double Loss, double Duplication, double Reordering, TimeSpan Detour)
{
    public static readonly LinkWeather Fair = new(0, 0, 0, TimeSpan.Zero);

    public bool IsFair => Loss <= 0 && Duplication <= 0 && Reordering <= 0;
}
