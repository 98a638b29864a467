using Akka.Actor;
using Xunit.Abstractions;

namespace Engine.Conformance.Persistence;

/// <summary>The user's stash beside the one that Persist uses.</summary>
public sealed class StashTests(ITestOutputHelper output) : PersistenceSpec(output)
{
    [Fact]
    public void Stashed_commands_come_back_in_order()
    {
        IActorRef actor = StartStashing("st1");
        foreach (string text in (string[])["a", "b", "open", "c"])
            actor.Tell(text);
        ExpectTexts("open", "command a", "command b", "command c");
    }

    [Fact]
    public void Commands_unstashed_in_a_handler_come_before_those_that_waited_for_it()
    {
        IActorRef actor = StartStashing("st2", persistOpen: true);
        foreach (string text in (string[])["a", "b", "open", "c", "d"])
            actor.Tell(text);
        ExpectTexts("open", "command a", "command b", "command c", "command d");
    }

    [Fact]
    public void Unstashed_commands_that_persist_keep_their_order()
    {
        bool open = false;
        IActorRef actor = Start("st3", (a, m) =>
        {
            if (m is "open")
            {
                open = true;
                a.Persist("opened", e =>
                {
                    a.Report(e);
                    a.Stash.UnstashAll();
                });
            }
            else if (!open)
            {
                a.Stash.Stash();
            }
            else
            {
                a.Persist((string)m, e => a.Report("event " + e));
            }
        });
        foreach (string text in (string[])["a", "b", "open", "c", "d"])
            actor.Tell(text);
        ExpectTexts("opened", "event a", "event b", "event c", "event d");
    }

    [Fact]
    public void One_command_can_be_unstashed()
    {
        bool open = false;
        IActorRef actor = Start("st4", (a, m) =>
        {
            if (m is "one")
            {
                open = true;
                a.Stash.Unstash();
                a.Report("one");
            }
            else if (!open)
            {
                a.Stash.Stash();
            }
            else
            {
                open = false;
                a.Report("command " + m);
            }
        });
        foreach (string text in (string[])["a", "b", "one"])
            actor.Tell(text);
        ExpectTexts("one", "command a");
        actor.Tell("one");
        ExpectTexts("one", "command b");
    }

    [Fact]
    public void Stashed_commands_survive_a_restart()
    {
        int life = 0;
        IActorRef actor = Start("st5", (a, m) =>
        {
            if (m is "boom")
                throw new InvalidOperationException("boom");
            if (life == 1)
                a.Stash.Stash();
            else
                a.Report("command " + m);
        }, _ => life++);
        foreach (string text in (string[])["a", "b", "boom", "c"])
            actor.Tell(text);
        ExpectTexts("recovered", "command a", "command b", "command c");
    }

    [Fact]
    public void The_sender_of_a_stashed_command_is_kept()
    {
        IActorRef actor = Start("st6", (a, m) =>
        {
            if (m is "open")
                a.Persist("opened", _ => a.Stash.UnstashAll());
            else if (a.LastSequenceNr == 0)
                a.Stash.Stash();
            else
                a.From.Tell("to you: " + m);
        });
        var probe = CreateTestProbe();
        actor.Tell("a", probe);
        actor.Tell("open");
        probe.ExpectMsg("to you: a");
    }

    private IActorRef StartStashing(string id, bool persistOpen = false)
    {
        bool open = false;
        return Start(id, (a, m) =>
        {
            if (m is "open")
            {
                void Open(string e)
                {
                    open = true;
                    a.Report(e);
                    a.Stash.UnstashAll();
                }

                if (persistOpen)
                    a.Persist("open", Open);
                else
                    Open("open");
            }
            else if (open)
            {
                a.Report("command " + m);
            }
            else
            {
                a.Stash.Stash();
            }
        });
    }
}
