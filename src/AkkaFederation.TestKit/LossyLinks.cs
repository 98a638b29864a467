using AkkaFederation.TestKit.Checks;

namespace AkkaFederation.TestKit;

/// <summary>Every link loses messages all the time, and every few minutes a machine goes down for some minutes without a word.</summary>
internal sealed class LossyLinks(SimulatedWorld world, double loss) : Faults(world)
{
    private bool _exposed;

    public override AccuracyChecker Accuracy { get; } = new(world);

    protected override TimeSpan Strike()
    {
        if (!_exposed)
        {
            _exposed = true;
            World.Expose(new MessageFaults { Loss = loss });
            return Minutes(1, 3);
        }

        var node = AnyNode();
        var down = Minutes(1, 5);
        Strike("crash", () => CrashFor(node, down));
        Accuracy.Crashed(node);
        return down + Minutes(1, 5);
    }

    private TimeSpan Minutes(int least, int most) => Between(least * 60_000, most * 60_000);
}
