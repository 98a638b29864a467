#nullable disable
namespace Akka.Actor.Internal;

/// <summary>Why an actor waits for its children to stop.</summary>
public abstract class SuspendReason
{
    /// <summary>The actor can go on only when they have stopped.</summary>
    public interface IWaitingForChildren;

    /// <summary>Children are stopped because someone asked for it.</summary>
    public class UserRequest : SuspendReason
    {
        private UserRequest()
        {
        }

        public static UserRequest Instance { get; } = new();
    }

    /// <summary>A restart.</summary>
    public class Recreation : SuspendReason, IWaitingForChildren
    {
        public Recreation(Exception cause) => Cause = cause;

        public Exception Cause { get; }
    }

    /// <summary>A new attempt to create the actor.</summary>
    public class Creation : SuspendReason, IWaitingForChildren;

    /// <summary>The actor's own end.</summary>
    public class Termination : SuspendReason
    {
        private Termination()
        {
        }

        public static Termination Instance { get; } = new();
    }
}
