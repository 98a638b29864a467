using Akka.Actor;
using Akka.Persistence;
using AkkaFederation.Hosting;
using AkkaFederation.Wire;

namespace AkkaFederation.Consensus;

/// <summary>
/// Sees to it that a database serves one node of one federation: the first node to open it writes its name into it, any
/// other is refused. A voter on another voter's log would vote and sign for what it does not hold.
/// </summary>
internal sealed class DatabaseOwnerActor(FederationRuntime runtime) : UntypedPersistentActor
{
    public const string Name = "database";
    private DatabaseOwned? _owner;

    // The same in every node's database: that is the point.
    public override string PersistenceId => "federation-database";

    public static Props Props(FederationRuntime runtime) => Akka.Actor.Props.Create(() => new DatabaseOwnerActor(runtime));

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case DatabaseOwned owner:
                _owner = owner;
                break;
            case RecoveryCompleted:
                Decide();
                break;
        }
    }

    protected override void OnCommand(object message) => Unhandled(message);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Context.Parent.Tell(new Unreadable(reason));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Context.Parent.Tell(new Unreadable(cause));

    private void Decide()
    {
        if (_owner is null)
        {
            Persist(new DatabaseOwned { Did = runtime.Self.Value, ClusterId = runtime.ClusterId }, _ => Context.Parent.Tell(Owned.Instance));
            return;
        }

        var foreign = _owner.Did != runtime.Self.Value || _owner.ClusterId != runtime.ClusterId;
        Context.Parent.Tell(foreign ? new Foreign(_owner.Did, _owner.ClusterId) : Owned.Instance);
    }

    /// <summary>The database is this node's.</summary>
    public sealed record Owned
    {
        public static readonly Owned Instance = new();
    }

    /// <summary>The database is another's.</summary>
    public sealed record Foreign(string Did, string ClusterId);

    /// <summary>The database cannot be read or written.</summary>
    public sealed record Unreadable(Exception Cause);
}
