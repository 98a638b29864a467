#nullable disable
using Akka.Actor;

namespace Akka.TestKit;

/// <summary>
/// Answers the messages of a test actor as they arrive, before the test sees them. What <see cref="Run"/> returns
/// decides about the next message.
/// </summary>
public abstract class AutoPilot
{
    /// <summary>Go on with the same pilot.</summary>
    public static KeepRunning KeepRunning => KeepRunning.Instance;

    /// <summary>Answer no more.</summary>
    public static NoAutoPilot NoAutoPilot => NoAutoPilot.Instance;

    public abstract AutoPilot Run(IActorRef sender, object message);
}

/// <summary>The decision to go on with the pilot that took it.</summary>
public sealed class KeepRunning : AutoPilot
{
    public static KeepRunning Instance = new();

    private KeepRunning()
    {
    }

    /// <exception cref="InvalidOperationException">Always: this is a decision, not a pilot.</exception>
    public override AutoPilot Run(IActorRef sender, object message) =>
        throw new InvalidOperationException("KeepRunning is a decision of a pilot and cannot answer messages itself.");
}

/// <summary>The decision to answer no more.</summary>
public sealed class NoAutoPilot : AutoPilot
{
    public static NoAutoPilot Instance = new();

    private NoAutoPilot()
    {
    }

    public override AutoPilot Run(IActorRef sender, object message) => this;
}

public delegate AutoPilot AutoPilotDelegate(IActorRef sender, object message);

/// <summary>A pilot that is one function.</summary>
public sealed class DelegateAutoPilot : AutoPilot
{
    private readonly AutoPilotDelegate _pilot;

    public DelegateAutoPilot(AutoPilotDelegate autoPilotDelegate)
    {
        _pilot = autoPilotDelegate;
    }

    public override AutoPilot Run(IActorRef sender, object message) => _pilot(sender, message);
}
