#nullable disable
using System.Collections.Concurrent;
using System.Text;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor.Internal;

public partial class ActorSystemImpl
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private Lazy<Akka.Serialization.Serialization> _serialization;

    public override object RegisterExtension(IExtensionId extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return _extensions.GetOrAdd(extension.ExtensionType, _ => new Lazy<object>(() => extension.CreateExtension(this))).Value;
    }

    /// <summary>Gets an extension, or null where it is not registered.</summary>
    public override object GetExtension(IExtensionId extensionId) =>
        TryGetExtension(extensionId.ExtensionType, out object extension) ? extension : null;

    public override T GetExtension<T>() => TryGetExtension(out T extension) ? extension : null;

    public override bool HasExtension(Type type) => _extensions.ContainsKey(type);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override bool TryGetExtension(Type extensionType, out object extension)
    {
        bool found = _extensions.TryGetValue(extensionType, out Lazy<object> lazy);
        extension = found ? lazy.Value : null;
        return found;
    }

    public override bool TryGetExtension<T>(out T extension)
    {
        bool found = TryGetExtension(typeof(T), out object untyped);
        extension = (T)untyped;
        return found;
    }

    /// <summary>Runs code when the system has stopped, the last registered first.</summary>
    public override void RegisterOnTermination(Action code)
    {
        lock (_gate)
        {
            if (_ended)
                throw new InvalidOperationException("ActorSystem already terminated.");
            _onTermination.Add(code);
        }
    }

    public override Task Terminate()
    {
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate)
            CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        else
            FinalTerminate();
        return WhenTerminated;
    }

    public override string PrintTree()
    {
        var text = new StringBuilder();
        Print(text, Provider.RootGuardian, 0);
        return text.ToString();
    }

    internal void FinalTerminate()
    {
        if (!Settings.LogDeadLettersDuringShutdown)
            StopDeadLetterListener();
        Provider.Guardian.Stop();
    }

    private static void Print(StringBuilder text, IActorRef actor, int depth)
    {
        string name = actor.Path.Depth == 0 ? "/" : actor.Path.Name;
        string type = actor is ActorRefWithCell withCell ? withCell.Underlying.Props.Type.Name : actor.GetType().Name;
        text.Append(' ', depth * 2).Append(name).Append(' ').AppendLine(type);
        if (actor is not ActorRefWithCell cell)
            return;
        foreach (IActorRef child in cell.Children)
            Print(text, child, depth + 1);
    }

    private IScheduler MakeScheduler()
    {
        if (Environment.CreateScheduler(Settings.Config, Log) is { } given)
            return given;
        Type type = TypeNames.Find(Settings.SchedulerClass)
            ?? throw new ConfigurationException($"Key 'akka.scheduler.implementation': no type '{Settings.SchedulerClass}'");
        return (IScheduler)Activator.CreateInstance(type, Settings.Config, Log);
    }

    private IActorRefProvider MakeProvider()
    {
        Type type = TypeNames.Find(Settings.ProviderClass)
            ?? throw new ConfigurationException($"Key 'akka.actor.provider': no type '{Settings.ProviderClass}'; use local, remote or a type name");
        try
        {
            return (IActorRefProvider)Activator.CreateInstance(type, Name, Settings, EventStream);
        }
        catch (System.Reflection.TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }

    private void LoadExtensions()
    {
        foreach (string name in Settings.Config.GetStringList("akka.extensions"))
        {
            Type type = TypeNames.Find(name);
            if (type is null || !typeof(IExtensionId).IsAssignableFrom(type))
                Log.Error("[{0}] is not an 'IExtensionId', skipping it (key 'akka.extensions')", name);
            else
                RegisterExtension((IExtensionId)Activator.CreateInstance(type));
        }
    }

    // All actors are gone: what they stood on goes too.
    private void End()
    {
        Action[] callbacks;
        lock (_gate)
        {
            if (_ended)
                return;
            _ended = true;
            callbacks = [.. _onTermination];
        }

        foreach (Action callback in callbacks.Reverse())
        {
            try
            {
                callback();
            }
            catch (Exception e)
            {
                Log.Error(e, "A termination callback failed: {0}", e.Message);
            }
        }

        (Scheduler as IDisposable)?.Dispose();
        Dispatchers.ShutDown();
        _terminated.TrySetResult();
    }
}
