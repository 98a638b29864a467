#nullable disable
namespace Akka.TestKit;

/// <summary>A predicate with the type of message it is about.</summary>
public class PredicateInfo
{
    private readonly Func<object, bool> _matches;

    private PredicateInfo(Delegate predicateT, Type type, Func<object, bool> matches)
    {
        PredicateT = predicateT;
        Type = type;
        _matches = matches;
    }

    public Delegate PredicateT { get; }

    public Type Type { get; }

    public static PredicateInfo Create<T>(Predicate<T> predicateT) =>
        new(predicateT, typeof(T), message => message is T typed && predicateT(typed));

    public override string ToString() => $"predicate on {Type.Name}";

    internal bool Matches(object message) => _matches(message);
}

/// <summary>Turns predicates into <see cref="PredicateInfo"/>.</summary>
public static class PredicateInfoFactory
{
    public static PredicateInfo CreatePredicateInfo<T>(this Predicate<T> predicateT) => PredicateInfo.Create(predicateT);
}
