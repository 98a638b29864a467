using Akka.Actor;
using AkkaFederation.Wire;
using Google.Protobuf;

namespace AkkaFederation.KeyValue;

/// <summary>
/// The store as a state machine of the log. Payloads without its tag are other applications' and change nothing. What it holds
/// is copied out of the log's buffers; a snapshot holds references to items, which never change.
/// </summary>
internal sealed class KeyValueStateMachine(StoreBell bell) : IStateMachine
{
    // What an answer weighs, about: a frame holds a proposal of the greatest size with room to spare.
    private const int AnswerWeight = 48 * 1024;
    private const int AnswerCount = 1000;
    private readonly KeyValueStore _store = new();

    public static IStateMachine Create(ActorSystem system) => new KeyValueStateMachine(StoreBell.Of(system));

    public ReadOnlyMemory<byte> Apply(in StateMachineEntry entry)
    {
        if (!CommandCodec.IsCommand(entry.Payload.Span)) return default;
        var before = _store.Revision;
        var result = _store.Apply(entry.Index, (ulong)entry.Time.ToUnixTimeMilliseconds(), entry.Payload.Span);
        Tell(changed: _store.Revision != before);
        return ResultCodec.Encode(result);
    }

    /// <exception cref="FormatException">It is no question, or asks beyond bounds.</exception>
    public ReadOnlyMemory<byte> Query(ReadOnlyMemory<byte> question)
    {
        StoreQuestion asked;
        try
        {
            asked = StoreQuestion.Parser.ParseFrom(question.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new FormatException("it is no question to the key-value store", e);
        }

        var answer = new StoreAnswer { Figures = Figures() };
        switch (asked.AskCase)
        {
            case StoreQuestion.AskOneofCase.Find: Find(asked.Find, answer); break;
            case StoreQuestion.AskOneofCase.List: List(asked.List, answer); break;
            case StoreQuestion.AskOneofCase.Events: Events(asked.Events, answer); break;
            case StoreQuestion.AskOneofCase.Lease: FindLease(asked.Lease, answer); break;
            case StoreQuestion.AskOneofCase.Figures: break;
            default: throw new FormatException("it is no question that this version of the key-value store knows");
        }

        return answer.ToByteArray();
    }

    public IStateSnapshot Snapshot()
    {
        var held = _store.Snapshot();
        return StateSnapshot.Of(held.Write);
    }

    public void Restore(Stream snapshot)
    {
        _store.Restore(StoreSnapshot.Read(snapshot));
        Tell(changed: true);
    }

    private void Tell(bool changed) => bell.Ring(_store.LogTime, _store.NextDeadline ?? 0, changed);

    private void Find(FindKey find, StoreAnswer answer)
    {
        if (_store.Find(find.Key.Span) is { } item) answer.Items.Add(StoreCodec.Encode(item));
    }

    private void List(ListKeys list, StoreAnswer answer)
    {
        var range = StoreCodec.Decode(list.Span);
        if (list.After.Length > StoreLimits.MaxKey) throw new FormatException($"a key has at most {StoreLimits.MaxKey} bytes");
        if (!list.After.IsEmpty) range = range.After(list.After.Span);
        var page = _store.List(range, (int)Math.Clamp(list.Limit == 0 ? AnswerCount : list.Limit, 1, AnswerCount), AnswerWeight);
        answer.Items.Add(page.Items.Select(i => StoreCodec.Encode(i, !list.KeysOnly)));
        answer.More = page.More;
    }

    private void Events(EventsSince since, StoreAnswer answer)
    {
        var from = new EventPosition(since.Revision, (int)Math.Min(since.Skip, int.MaxValue));
        var page = _store.EventsFrom(from, StoreCodec.Decode(since.Span), AnswerCount, AnswerWeight);
        answer.Events.Add(page.Events.Select(StoreCodec.Encode));
        (answer.Next, answer.Skip, answer.Compacted) = (page.Next.Revision, (uint)page.Next.Skip, page.Compacted);
    }

    private void FindLease(ulong id, StoreAnswer answer)
    {
        if (_store.FindLease(id) is not { } lease) return;
        answer.Lease = new StoredLease { Id = lease.Id, TtlMs = lease.TtlMs, DeadlineMs = lease.Deadline };
        long weight = 0;
        answer.Lease.Keys.Add(lease.Keys.TakeWhile(k => (weight += k.Length + 4) <= AnswerWeight).Select(k => UnsafeByteOperations.UnsafeWrap(k)));
    }

    private StoreFigures Figures() => new()
    {
        Revision = _store.Revision,
        LogTimeMs = _store.LogTime,
        Keys = (ulong)_store.Count,
        Bytes = _store.Bytes,
        Leases = (ulong)_store.Leases,
        MaxKeys = _store.Limits.MaxKeys,
        MaxBytes = _store.Limits.MaxBytes,
        FirstEvent = _store.FirstEvent,
    };
}
