#nullable disable
using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Puts what it receives into the queue that the test reads.</summary>
internal sealed class InternalTestActor(MessageQueue queue) : ActorBase
{
    private readonly DelegatingSupervisorStrategy _strategies = new();
    private TestActor.Ignore _ignore;
    private AutoPilot _pilot = AutoPilot.NoAutoPilot;

    protected override SupervisorStrategy SupervisorStrategy() => _strategies;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case TestActor.SetIgnore set:
                _ignore = set.Ignore;
                break;
            case TestActor.SetAutoPilot set:
                _pilot = set.AutoPilot;
                break;
            case TestActor.Watch watch:
                Context.Watch(watch.Actor);
                watch.Done.SetResult();
                break;
            case TestActor.Unwatch unwatch:
                Context.Unwatch(unwatch.Actor);
                unwatch.Done.SetResult();
                break;
            case TestActor.Spawn spawn:
                Spawn(spawn);
                break;
            default:
                Keep(message);
                break;
        }

        return true;
    }

    private void Keep(object message)
    {
        if (_pilot is not NoAutoPilot)
        {
            var next = _pilot.Run(Sender, message);
            if (next is not KeepRunning)
                _pilot = next;
        }

        if (_ignore is null || !_ignore(message))
            queue.Add(new RealMessageEnvelope(message, Sender));
    }

    private void Spawn(TestActor.Spawn spawn)
    {
        try
        {
            var child = spawn.Apply(Context);
            if (spawn._supervisorStrategy.HasValue)
                _strategies.Update(child, spawn._supervisorStrategy.Value);
            spawn.Done.SetResult(child);
        }
        catch (Exception e)
        {
            spawn.Done.SetException(e); // the test that asked for the child gets the reason
        }
    }
}
