using System.Collections.Concurrent;
using Akka.Event;
using Xunit.Abstractions;

namespace Engine.Conformance.TestKit;

public sealed class OutputSpec
{
    private sealed class Lines : ConcurrentQueue<string>, ITestOutputHelper
    {
        public void WriteLine(string message) => Enqueue(message);

        public void WriteLine(string format, params object[] args) => Enqueue(string.Format(format, args));
    }

    private sealed class Kit(ITestOutputHelper output) : Akka.TestKit.Xunit2.TestKit("akka.loglevel = INFO", output: output)
    {
        public bool HasOutput => Output is not null;
    }

    [Fact]
    public void The_log_goes_to_the_output_of_the_test()
    {
        var lines = new Lines();
        using var kit = new Kit(lines);

        kit.Log.Info("seen {0}", 5);

        kit.AwaitAssert(() => Assert.Contains(lines, line => line.Contains("seen 5")));
        Assert.True(kit.HasOutput);
    }
}
