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
    private ulong _applied;
    private bool _failed;

    public StateMachineActor(Func<ActorSystem, IStateMachine> create) => _create = create;

    public static Props Props(Func<ActorSystem, IStateMachine> create) => Akka.Actor.Props.Create(() => new StateMachineActor(create));

    protected override void PreStart()
    {
        try
        {
            _machine = _create(Context.System);
        }
        catch (Exception e)
        {
            Fail("the state machine cannot be made", e);
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Apply m when !_failed: OnApply(m.Entries); break;
            case MachineQuestion m: OnQuestion(m); break;
            default: Unhandled(message); break;
        }
    }

    private void OnApply(IReadOnlyList<LogEntry> entries)
    {
        var results = new List<(ulong, ReadOnlyMemory<byte>)>();
        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.Proposal && !TryApply(entry, results)) return;
            _applied = entry.Index;
        }

        Sender.Tell(new Applied(_applied, results));
    }

    private bool TryApply(LogEntry entry, List<(ulong, ReadOnlyMemory<byte>)> results)
    {
        try
        {
            var result = _machine.Apply(EntryOf(entry));
            if (result.Length > 0) results.Add((entry.Index, result));
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

    /// <summary>Committed entries, in log order.</summary>
    public sealed record Apply(IReadOnlyList<LogEntry> Entries);

    /// <summary>Everything up to an index is applied.</summary>
    public sealed record Applied(ulong Index, IReadOnlyList<(ulong Index, ReadOnlyMemory<byte> Result)> Results);

    /// <summary>The state machine threw.</summary>
    public sealed record Failed(string Problem, Exception Cause);
}
