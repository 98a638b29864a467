#nullable disable
namespace Akka.Actor.Internal;

/// <summary>An actor that has something to do between its constructor and PreStart.</summary>
public interface IInitializableActor
{
    void Init();
}

/// <summary>The cell whose turn it is on the current thread.</summary>
public static class InternalCurrentActorCellKeeper
{
    [ThreadStatic]
    private static ActorCell t_current;

    public static ActorCell Current
    {
        get => t_current;
        set => t_current = value;
    }
}
