using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace AkkaFederation.Hocon;

/// <summary>Texts with units: durations, byte sizes, and the words for true and false.</summary>
internal static class HoconUnits
{
    private const NumberStyles Number = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    public static bool TryParseBoolean(string? text, out bool value)
    {
        value = text is "true" or "on" or "yes";
        return value || text is "false" or "off" or "no";
    }

    /// <summary>A number with ns, us, ms, s, m, h or d (or the words); a bare number is milliseconds. Not negative.</summary>
    public static bool TryParseDuration([NotNullWhen(true)] string? text, out TimeSpan value)
    {
        value = default;
        if (!TrySplit(text, out var number, out var unit) || number < 0 || TicksOf(unit) is not { } ticks)
            return false;
        try
        {
            value = TimeSpan.FromTicks((long)Math.Round(number * ticks));
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    /// <summary>A number with B, kB, K, KiB and so on (kB = 1000, K and KiB = 1024); a bare number is bytes.</summary>
    public static bool TryParseByteSize([NotNullWhen(true)] string? text, out long value)
    {
        value = default;
        if (!TrySplit(text, out var number, out var unit) || number < 0 || BytesOf(unit) is not { } bytes)
            return false;
        try
        {
            value = (long)(number * (decimal)bytes);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static bool TrySplit([NotNullWhen(true)] string? text, out decimal number, out string unit)
    {
        text = text?.Trim() ?? "";
        var split = text.Length;
        while (split > 0 && char.IsLetter(text[split - 1]))
            split--;
        unit = text[split..];
        return decimal.TryParse(text.AsSpan(0, split).TrimEnd(), Number, CultureInfo.InvariantCulture, out number);
    }

    private static decimal? TicksOf(string unit) => unit switch
    {
        "ns" or "nano" or "nanos" or "nanosecond" or "nanoseconds" => 0.01m,
        "us" or "micro" or "micros" or "microsecond" or "microseconds" => TimeSpan.TicksPerMicrosecond,
        "" or "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        _ => null,
    };

    private static BigInteger? BytesOf(string unit) => unit switch
    {
        "" or "B" or "b" or "byte" or "bytes" => 1,
        "kB" or "kilobyte" or "kilobytes" => BigInteger.Pow(1000, 1),
        "MB" or "megabyte" or "megabytes" => BigInteger.Pow(1000, 2),
        "GB" or "gigabyte" or "gigabytes" => BigInteger.Pow(1000, 3),
        "TB" or "terabyte" or "terabytes" => BigInteger.Pow(1000, 4),
        "K" or "k" or "Ki" or "KiB" or "kibibyte" or "kibibytes" => BigInteger.Pow(1024, 1),
        "M" or "m" or "Mi" or "MiB" or "mebibyte" or "mebibytes" => BigInteger.Pow(1024, 2),
        "G" or "g" or "Gi" or "GiB" or "gibibyte" or "gibibytes" => BigInteger.Pow(1024, 3),
        "T" or "t" or "Ti" or "TiB" or "tebibyte" or "tebibytes" => BigInteger.Pow(1024, 4),
        _ => null,
    };
}
