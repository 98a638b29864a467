#nullable disable
using Akka.Event;

namespace Akka.Persistence;

/// <summary>One event of a replay.</summary>
public sealed class ReplayedMessage : IJournalResponse, IDeadLetterSuppression, IEquatable<ReplayedMessage>
{
    public ReplayedMessage(IPersistentRepresentation persistent)
    {
        Persistent = persistent;
    }

    public IPersistentRepresentation Persistent { get; }

    public bool Equals(ReplayedMessage other) => other is not null && Equals(Persistent, other.Persistent);

    public override bool Equals(object obj) => Equals(obj as ReplayedMessage);

    public override int GetHashCode() => HashCode.Combine(Persistent);

    public override string ToString() => $"ReplayedMessage<Persistent: {Persistent}>";
}

/// <summary>The replay has ended.</summary>
public sealed class RecoverySuccess : IJournalResponse, IDeadLetterSuppression, IEquatable<RecoverySuccess>
{
    public RecoverySuccess(long highestSequenceNr)
    {
        HighestSequenceNr = highestSequenceNr;
    }

    public long HighestSequenceNr { get; }

    public bool Equals(RecoverySuccess other) => other is not null && HighestSequenceNr == other.HighestSequenceNr;

    public override bool Equals(object obj) => Equals(obj as RecoverySuccess);

    public override int GetHashCode() => HashCode.Combine(HighestSequenceNr);

    public override string ToString() => $"RecoverySuccess<HighestSequenceNr: {HighestSequenceNr}>";
}

/// <summary>The replay failed.</summary>
public sealed class ReplayMessagesFailure : IJournalResponse, IDeadLetterSuppression, IEquatable<ReplayMessagesFailure>
{
    public ReplayMessagesFailure(Exception cause)
    {
        Cause = cause;
    }

    public Exception Cause { get; }

    public bool Equals(ReplayMessagesFailure other) => other is not null && Equals(Cause, other.Cause);

    public override bool Equals(object obj) => Equals(obj as ReplayMessagesFailure);

    public override int GetHashCode() => HashCode.Combine(Cause);

    public override string ToString() => $"ReplayMessagesFailure<Cause: {Cause}>";
}
