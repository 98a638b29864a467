#nullable disable
using Akka.Actor;

namespace Akka.Persistence;

/// <summary>The journal or the snapshot store was silent for too long during recovery.</summary>
public sealed class RecoveryTimedOutException : AkkaException
{
    public RecoveryTimedOutException()
    {
    }

    public RecoveryTimedOutException(string message, Exception cause = null)
        : base(message, cause)
    {
    }
}
