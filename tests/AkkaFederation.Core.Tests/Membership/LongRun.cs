namespace AkkaFederation.Core.Tests.Membership;

/// <summary>Whether campaigns run in full (<c>AKFED_LONG_TESTS=1</c>); without it a bounded sample of each.</summary>
internal static class LongRun
{
    public static bool Is { get; } = Environment.GetEnvironmentVariable("AKFED_LONG_TESTS") is "1" or "true";
}
