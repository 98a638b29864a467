using Akka.Actor;
using Akka.Event;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.Consensus;

/// <summary>
/// Runs the user's state machine beside the log, so that a slow one holds up no heartbeat: takes committed entries in batches,
/// tells how far it is, and answers questions between them. An exception of the state machine is told and ends everything:
/// to go on without that entry would be another state than the others'.
/// </summary>
internal sealed class StateMachineActor : UntypedActor
{
    public const string Name = "state-machine";
    private readonly Func<ActorSystem, IStateMachine> _create;
    private IStateMachine _machine = null!;
    private readonly ResultRing _results = new();
    private ulong _applied;
    private int _life;
    private bool _failed;

    public StateMachineActor(Func<ActorSystem, IStateMachine> create) => _create = create;

    public static Props Props(Func<ActorSystem, IStateMachine> create) => Akka.Actor.Props.Create(() => new StateMachineActor(create));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Apply m when !_failed && m.Life == _life: OnApply(m); break;
            case MachineQuestion m: OnQuestion(m); break;
            case Begin m: OnBegin(m); break;
            default: Unhandled(message); break;
        }
    }

    private void OnBegin(Begin m)
    {
        (_life, _applied, _failed) = (m.Life, m.Applied, false);
        try
        {
            _machine = _create(Context.System);
        }
        catch (Exception e)
        {
            Fail("the state machine cannot be made", e);
            return;
        }

        if (m.State is not { } state) return;
        try
        {
            using var stream = new ChunkStream(state.Bytes);
            _machine.Restore(stream);
            _results.Restore(state.Results);
        }
        catch (Exception e)
        {
            Fail($"the state machine cannot be restored from the snapshot of entry {m.Applied}", e);
        }
    }

    private void OnApply(Apply m)
    {
        var results = new List<(ulong, ReadOnlyMemory<byte>)>();
        foreach (var entry in m.Entries)
        {
            if (entry.Kind == EntryKind.Proposal && !TryApply(entry, results)) return;
            _applied = entry.Index;
            if (entry.Index == m.CaptureAt && !TryHold(entry.Index)) return;
        }

        _results.Advance(_applied);
        Sender.Tell(new Applied(_life, _applied, results));
    }

    private bool TryHold(ulong mark)
    {
        try
        {
            _results.Advance(mark);
            Sender.Tell(new Held(_life, new HeldMachine(mark, _machine.Snapshot(), _results.Write())));
            return true;
        }
        catch (Exception e)
        {
            Fail($"the state machine gives no snapshot at entry {mark}", e);
            return false;
        }
    }

    private bool TryApply(LogEntry entry, List<(ulong, ReadOnlyMemory<byte>)> results)
    {
        try
        {
            var result = _machine.Apply(EntryOf(entry));
            if (result.Length == 0) return true;
            results.Add((entry.Index, result));
            _results.Add(entry.Index, result);
            return true;
        }
        catch (Exception e)
        {
            Fail($"the state machine failed at entry {entry.Index}", e);
            return false;
        }
    }

    private void Fail(string problem, Exception cause)
    {
        _failed = true;
        Context.Parent.Tell(new Failed(problem, cause));
    }

    private static StateMachineEntry EntryOf(LogEntry entry) => new()
    {
        Index = entry.Index,
        Time = DateTimeOffset.FromUnixTimeMilliseconds((long)entry.Time),
        Session = entry.Session,
        Proposal = new ProposalId(entry.ProposalTerm, entry.Seq, entry.Origin),
        Payload = entry.Payload,
    };

    private void OnQuestion(MachineQuestion m)
    {
        var reply = new MachineReply { Applied = _applied };
        try
        {
            if (_failed) reply.Refusal = "the state machine has failed";
            else reply.Answer = UnsafeByteOperations.UnsafeWrap(_machine.Query(m.Question.Memory));
        }
        catch (NotSupportedException e)
        {
            reply.Refusal = e.Message.TrimEnd('.');
        }
        catch (Exception e)
        {
            // A question comes from anybody and changes nothing: a bad one is the asker's trouble.
            Context.GetLogger().Warning("The state machine failed at a question: {0}", LogText.Escape(e.Message));
            reply.Refusal = $"the question failed: {LogText.Escape(e.Message).TrimEnd('.')}";
        }

        Sender.Tell(reply);
    }

    /// <summary>Makes the state machine anew, from a snapshot at an entry or from nothing.</summary>
    public sealed record Begin(int Life, ulong Applied, MachineState? State);

    /// <summary>Committed entries, in log order; the state is held after the one at <see cref="CaptureAt"/>, if it is among them.</summary>
    public sealed record Apply(int Life, IReadOnlyList<LogEntry> Entries, ulong CaptureAt);

    /// <summary>Everything up to an index is applied.</summary>
    public sealed record Applied(int Life, ulong Index, IReadOnlyList<(ulong Index, ReadOnlyMemory<byte> Result)> Results);

    /// <summary>The state at a mark.</summary>
    public sealed record Held(int Life, HeldMachine Machine);

    /// <summary>The state machine threw.</summary>
    public sealed record Failed(string Problem, Exception Cause);
}
