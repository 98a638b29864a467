using AkkaFederation.TestKit.Checks;

namespace AkkaFederation.TestKit;

/// <summary>The CPU of one node stalls for 20 s of each minute while links lose messages: whom does it take down with it?</summary>
internal sealed class StallingNode(SimulatedWorld world, double loss) : Faults(world)
{
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public override AccuracyChecker Accuracy { get; } = new(world);

    protected override TimeSpan Strike()
    {
        var node = AnyNode();
        Accuracy.Exempt(node);
        World.Expose(new MessageFaults { Loss = loss });
        Strike("cpu stalls", () => node.StallCpu(Stall, Every));
        return TimeSpan.FromDays(3650);
    }
}
