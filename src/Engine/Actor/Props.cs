#nullable disable
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Makes actors by other means than a constructor call.</summary>
public interface IIndirectActorProducer
{
    Type ActorType { get; }

    ActorBase Produce();

    void Release(ActorBase actor);
}

/// <summary>
/// Recipe for an actor: immutable, and used again for each restart. Arguments are evaluated once, when the recipe is
/// written. Serialization of recipes is left out, because nothing here deploys remotely.
/// </summary>
public class Props : IEquatable<Props>
{
    public static readonly Props None = new(typeof(NoActor), []);
    private static readonly object[] NoArguments = [];
    private static readonly ConcurrentDictionary<ConstructorInfo, ConstructorInvoker> Invokers = new();

    private IIndirectActorProducer _producer;

    // Known from the expression: no search among overloads, which nulls could make ambiguous, for each new instance.
    private ConstructorInvoker _constructor;

    protected Props()
        : this(typeof(NoActor), NoArguments)
    {
    }

    protected Props(Props copy)
    {
        _producer = copy._producer;
        _constructor = copy._constructor;
        Type = copy.Type;
        Arguments = copy.Arguments;
        Deploy = copy.Deploy;
        SupervisorStrategy = copy.SupervisorStrategy;
    }

    public Props(Type type, object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type = type;
        Arguments = args ?? NoArguments;
        Deploy = Deploy.Local;
    }

    public Props(Type type)
        : this(type, NoArguments)
    {
    }

    public Props(Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(type, args) => SupervisorStrategy = supervisorStrategy;

    public Props(Type type, SupervisorStrategy supervisorStrategy, IEnumerable<object> args)
        : this(type, args.ToArray()) => SupervisorStrategy = supervisorStrategy;

    public Props(Deploy deploy, Type type, params object[] args)
        : this(type, args) => Deploy = deploy;

    public Props(Deploy deploy, Type type, IEnumerable<object> args)
        : this(type, args.ToArray()) => Deploy = deploy;

    public static Props Empty { get; } = new(typeof(NoActor), NoArguments);

    public Type Type { get; private set; }

    public string TypeName => Type.AssemblyQualifiedName;

    public object[] Arguments { get; private set; }

    public Deploy Deploy { get; protected set; }

    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    public string Dispatcher => Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Akka.Dispatch.Dispatchers.DefaultDispatcherId : Deploy.Dispatcher;

    public string Mailbox => Deploy.Mailbox;

    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy supervisorStrategy = null)
        where TActor : ActorBase
    {
        if (factory.Body is UnaryExpression)
            return new Props(typeof(TActor)) { _producer = new FactoryProducer<TActor>(factory.Compile()), SupervisorStrategy = supervisorStrategy };
        NewExpression constructor = factory.Body as NewExpression
            ?? throw new ArgumentException("The create function must be a 'new T (args)' expression", nameof(factory));
        object[] arguments = constructor.Arguments.Count == 0 ? NoArguments : constructor.Arguments.Select(Evaluate).ToArray();
        return new Props(constructor.Type, arguments)
        {
            SupervisorStrategy = supervisorStrategy,
            _constructor = constructor.Constructor is null ? null : Invokers.GetOrAdd(constructor.Constructor, ConstructorInvoker.Create),
        };
    }

    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(typeof(TActor), supervisorStrategy, NoArguments);

    public static Props Create(Type type, params object[] args) => new(type, args);

    public static Props CreateBy(IIndirectActorProducer producer, params object[] args) =>
        new(producer.ActorType, args) { _producer = producer };

    public Props WithDispatcher(string dispatcher) => With(p => p.Deploy = Deploy.WithDispatcher(dispatcher));

    public Props WithMailbox(string mailbox) => With(p => p.Deploy = Deploy.WithMailbox(mailbox));

    public Props WithStashCapacity(int stashCapacity) => With(p => p.Deploy = Deploy.WithStashCapacity(stashCapacity));

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) =>
        With(p => p.SupervisorStrategy = supervisorStrategy);

    public Props WithDeploy(Deploy deploy) => With(p => p.Deploy = deploy.WithFallback(Deploy));

    /// <summary>Makes a new instance. Only a cell may do this.</summary>
    public virtual ActorBase NewActor()
    {
        if (_producer is not null)
            return _producer.Produce();
        if (_constructor is not null)
            return (ActorBase)_constructor.Invoke(Arguments);
        try
        {
            return (ActorBase)Activator.CreateInstance(
                Type,
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions,
                binder: null,
                Arguments,
                culture: null);
        }
        catch (MissingMethodException e)
        {
            throw new TypeLoadException($"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(",", Arguments)})", e);
        }
    }

    public bool Equals(Props other) =>
        other is not null && (ReferenceEquals(this, other) || (Type == other.Type && ReferenceEquals(_producer, other._producer)
            && Deploy.Equals(other.Deploy) && Equals(SupervisorStrategy, other.SupervisorStrategy) && Arguments.SequenceEqual(other.Arguments)));

    public override bool Equals(object obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Type, Arguments.Length);

    protected virtual Props Copy() => new(this);

    internal void Release(ActorBase actor) => _producer?.Release(actor);

    private static object Evaluate(Expression argument) => argument switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field, Expression: var owner } => field.GetValue(owner is null ? null : Evaluate(owner)),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } cast when !cast.Type.IsValueType => Evaluate(cast.Operand),
        _ => Expression.Lambda<Func<object>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)(),
    };

    private Props With(Action<Props> change)
    {
        Props copy = Copy();
        change(copy);
        return copy;
    }

    private sealed class FactoryProducer<TActor>(Func<TActor> factory) : IIndirectActorProducer
        where TActor : ActorBase
    {
        public Type ActorType => typeof(TActor);

        public ActorBase Produce() => factory();

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed class NoActor : ActorBase
    {
        protected override bool Receive(object message) => false;
    }
}

/// <summary>Recipe of a cell whose actor is gone.</summary>
public class TerminatedProps : Props
{
    public override ActorBase NewActor() => throw new InvalidOperationException("This actor has been terminated");
}
