using Akka.Configuration;

namespace Akka.TestKit.Configs;

/// <summary>Configurations for test systems.</summary>
public static class TestConfigs
{
    private static readonly Lazy<Config> Reference = new(() => ConfigurationFactory.FromResource(
        "Akka.TestKit.reference.conf", typeof(TestConfigs).Assembly));

    /// <summary>The defaults of <c>akka.test</c>.</summary>
    public static Config DefaultConfig => Reference.Value;

    /// <summary>Time stands still until <see cref="TestScheduler.Advance"/>.</summary>
    public static Config TestSchedulerConfig { get; } = ConfigurationFactory.ParseString(
        """akka.scheduler.implementation = "Akka.TestKit.TestScheduler, AkkaFederation.Engine.TestKit" """);
}
