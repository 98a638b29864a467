using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class AsyncHandlerSpec : ActorsSpec
{
    [Fact]
    public void No_message_is_handled_while_an_asynchronous_handler_is_pending()
    {
        var gate = new TaskCompletionSource();
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(gate.Task, TestActor)));
        actor.Tell("wait", TestActor);
        actor.Tell("next", TestActor);
        ExpectMsg("waiting");
        actor.Tell("after that", TestActor);
        gate.SetResult();

        ExpectMsg("done waiting");
        ExpectMsg("next");
        ExpectMsg("after that");
    }

    [Fact]
    public void Sender_self_and_context_are_there_after_an_await()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(Task.CompletedTask, TestActor)));
        actor.Tell("who", TestActor);

        ExpectMsg($"{actor.Path} to {TestActor.Path}");
    }

    [Fact]
    public void Stop_is_obeyed_while_a_handler_is_pending()
    {
        var gate = new TaskCompletionSource();
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(gate.Task, TestActor)));
        Watch(actor);
        actor.Tell("wait", TestActor);
        ExpectMsg("waiting");
        Sys.Stop(actor);

        ExpectTerminated(actor);
        gate.SetResult();
    }

    [Fact]
    public void A_failure_after_an_await_goes_to_the_supervisor_with_the_message()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(Task.CompletedTask, TestActor)));
        actor.Tell("fail", TestActor);
        actor.Tell("still there", TestActor);

        ExpectMsg("restarting for fail: late failure");
        ExpectMsg("still there");
    }

    [Fact]
    public void A_failure_before_the_first_await_is_a_failure_all_the_same()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(Task.CompletedTask, TestActor)));
        actor.Tell("fail at once", TestActor);
        actor.Tell("still there", TestActor);

        ExpectMsg("restarting for fail at once: early failure");
        ExpectMsg("still there");
    }

    [Fact]
    public void ReceiveAnyAsync_takes_what_is_left()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(Task.CompletedTask, TestActor)));
        actor.Tell(42, TestActor);

        ExpectMsg(42);
    }

    [Fact]
    public void RunTask_suspends_an_untyped_actor()
    {
        var gate = new TaskCompletionSource();
        var actor = Sys.ActorOf(Props.Create(() => new Runner(gate.Task)));
        actor.Tell("run", TestActor);
        actor.Tell("next", TestActor);
        ExpectMsg("running");
        gate.SetResult();

        ExpectMsg("ran");
        ExpectMsg("next");
    }

    [Fact]
    public void Continuations_of_one_actor_never_run_side_by_side()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Counter()));
        for (int i = 0; i < 200; i++)
            actor.Tell("count", TestActor);
        actor.Tell("total", TestActor);

        ExpectMsg(2000, Soon);
    }

    [Fact]
    public void An_ask_can_be_awaited_inside_an_actor()
    {
        var echo = Echo();
        var actor = Sys.ActorOf(Props.Create(() => new Asker(echo)));
        actor.Tell("question", TestActor);

        ExpectMsg("answer to question");
    }

    private sealed class Waiter : ReceiveActor
    {
        private readonly IActorRef _log;

        public Waiter(Task gate, IActorRef log)
        {
            _log = log;
            ReceiveAsync<string>(
                async _ =>
                {
                    Sender.Tell("waiting");
                    await gate;
                    Sender.Tell("done waiting");
                },
                s => s == "wait");
            ReceiveAsync<string>(
                s => s == "who",
                async _ =>
                {
                    await Task.Yield();
                    Sender.Tell($"{Context.Self.Path} to {Sender.Path}");
                });
            ReceiveAsync<string>(
                async _ =>
                {
                    await Task.Yield();
                    throw new InvalidOperationException("late failure");
                },
                s => s == "fail");
            ReceiveAsync<string>(_ => throw new InvalidOperationException("early failure"), s => s == "fail at once");
            ReceiveAnyAsync(async m =>
            {
                await Task.Yield();
                Sender.Tell(m);
            });
        }

        protected override void PreRestart(Exception reason, object message) =>
            _log.Tell($"restarting for {message}: {reason.Message}");
    }

    private sealed class Runner(Task gate) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is not "run")
            {
                Sender.Tell(message);
                return;
            }

            RunTask(async () =>
            {
                Sender.Tell("running");
                await gate;
                Sender.Tell("ran");
            });
        }
    }

    private sealed class Counter : ReceiveActor
    {
        private int _count;

        public Counter()
        {
            ReceiveAsync<string>(
                async _ =>
                {
                    for (int i = 0; i < 10; i++)
                    {
                        int seen = _count;
                        await Task.Yield();
                        _count = seen + 1;
                    }
                },
                s => s == "count");
            Receive<string>(_ => Sender.Tell(_count));
        }
    }

    private sealed class Asker : ReceiveActor
    {
        public Asker(IActorRef echo) => ReceiveAsync<string>(async question =>
        {
            string answer = await echo.Ask<string>(question, Soon);
            Sender.Tell("answer to " + answer);
        });
    }
}
