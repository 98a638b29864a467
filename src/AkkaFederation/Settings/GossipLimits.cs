using System.Globalization;
using AkkaFederation.Gossip;

namespace AkkaFederation.Settings;

/// <summary>Bounds of the gossip settings, for the configuration file and for changes while running alike.</summary>
internal static class GossipLimits
{
    public static readonly (TimeSpan Min, TimeSpan Max) Interval = (TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
    public static readonly (TimeSpan Min, TimeSpan Max) AntiEntropyInterval = (TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
    public static readonly (TimeSpan Min, TimeSpan Max) HeartbeatInterval = (TimeSpan.Zero, TimeSpan.FromHours(1));
    public static readonly (TimeSpan Min, TimeSpan Max) RoundTimeout = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
    public static readonly (TimeSpan Min, TimeSpan Max) Retention = (TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
    public static readonly (int Min, int Max) Fanout = (1, 32);
    public static readonly (int Min, int Max) BatchSize = (1, GossipOptions.SyncItems);
    public static readonly (int Min, int Max) SpreadRounds = (1, 32);
    public static readonly (int Min, int Max) QueueSize = (1, 100_000);
    public static readonly (int Min, int Max) HopLimit = (1, 64);
    public static readonly (int Min, int Max) AntiEntropyPeers = (1, 16);
    public static readonly (int Min, int Max) MaxPayload = (1, 256 * 1024);
    public static readonly (int Min, int Max) CompressAbove = (0, GossipFrame.MaxPlainSize);
    public static readonly (int Min, int Max) LogUpdates = (1, 1_000_000);
    public static readonly (int Min, int Max) LogBytes = (4096, 1 << 30);
    public static readonly (int Min, int Max) TotalLogBytes = (65_536, int.MaxValue);
    public static readonly (int Min, int Max) VectorClockEntries = (0, VectorClock.MaxEntries);
    public static readonly (int Min, int Max) Capacity = (0, GossipCapacity.Max);

    /// <exception cref="ArgumentException">A value out of its bounds; the message names the setting, the value and the bounds.</exception>
    public static void Check(GossipSettings settings)
    {
        Check(nameof(settings.Interval), settings.Interval, Interval);
        Check(nameof(settings.AntiEntropyInterval), settings.AntiEntropyInterval, AntiEntropyInterval);
        Check(nameof(settings.HeartbeatInterval), settings.HeartbeatInterval, HeartbeatInterval);
        Check(nameof(settings.RoundTimeout), settings.RoundTimeout, RoundTimeout);
        Check(nameof(settings.Retention), settings.Retention, Retention);
        Check(nameof(settings.Fanout), settings.Fanout, Fanout);
        Check(nameof(settings.BatchSize), settings.BatchSize, BatchSize);
        Check(nameof(settings.SpreadRounds), settings.SpreadRounds, SpreadRounds);
        Check(nameof(settings.QueueSize), settings.QueueSize, QueueSize);
        Check(nameof(settings.HopLimit), settings.HopLimit, HopLimit);
        Check(nameof(settings.AntiEntropyPeers), settings.AntiEntropyPeers, AntiEntropyPeers);
        Check(nameof(settings.MaxPayload), settings.MaxPayload, MaxPayload);
        Check(nameof(settings.CompressAbove), settings.CompressAbove, CompressAbove);
        Check(nameof(settings.LogUpdates), settings.LogUpdates, LogUpdates);
        Check(nameof(settings.LogBytes), settings.LogBytes, LogBytes);
        Check(nameof(settings.TotalLogBytes), settings.TotalLogBytes, TotalLogBytes);
        Check(nameof(settings.VectorClockEntries), settings.VectorClockEntries, VectorClockEntries);
        Check("Capacity.Bandwidth", settings.Capacity.Bandwidth, Capacity);
        Check("Capacity.Memory", settings.Capacity.Memory, Capacity);
        Check("Capacity.Cpu", settings.Capacity.Cpu, Capacity);
    }

    private static void Check<T>(string name, T value, (T Min, T Max) bounds)
        where T : IComparable<T>
    {
        if (value.CompareTo(bounds.Min) < 0 || value.CompareTo(bounds.Max) > 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Gossip {name} = {value}: expected {bounds.Min} to {bounds.Max}."), name);
    }
}
