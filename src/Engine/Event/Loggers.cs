#nullable disable
using Akka.Actor;
using Akka.Dispatch;
using Akka.Util;

namespace Akka.Event;

/// <summary>Queue of a logger.</summary>
public interface ILoggerMessageQueueSemantics : ISemantics;

/// <summary>A logger that is no actor, and so works before and after there are any.</summary>
public abstract class MinimalLogger : MinimalActorRef
{
    public sealed override ActorPath Path { get; } = new RootActorPath(new Address("akka", "all-systems"), "/StandardOutLogger") / "StandardOutLogger";

    public sealed override IActorRefProvider Provider =>
        throw new NotSupportedException("This logger does not provide.");

    protected abstract void Log(object message);

    protected sealed override void TellInternal(object message, IActorRef sender)
    {
        ArgumentNullException.ThrowIfNull(message);
        Log(message);
    }
}

/// <summary>Writes to standard output.</summary>
public class StandardOutLogger : MinimalLogger
{
    public static ConsoleColor DebugColor { get; set; } = ConsoleColor.Gray;

    public static ConsoleColor InfoColor { get; set; } = ConsoleColor.White;

    public static ConsoleColor WarningColor { get; set; } = ConsoleColor.Yellow;

    public static ConsoleColor ErrorColor { get; set; } = ConsoleColor.Red;

    public static bool UseColors { get; set; } = !Console.IsOutputRedirected;

    protected override void Log(object message)
    {
        if (message is LogEvent entry)
            Print(entry);
        else
            StandardOutWriter.WriteLine(message.ToString());
    }

    internal static void Print(LogEvent entry)
    {
        ConsoleColor? colour = !UseColors ? null : entry.LogLevel() switch
        {
            LogLevel.DebugLevel => DebugColor,
            LogLevel.InfoLevel => InfoColor,
            LogLevel.WarningLevel => WarningColor,
            _ => ErrorColor,
        };
        string text;
        try
        {
            text = entry.ToString();
        }
        catch (FormatException e)
        {
            text = $"[{entry.LogLevel().StringFor()}][{entry.LogSource}] Cannot format \"{(entry.Message as LogMessage)?.Format}\": {e.Message}";
        }

        StandardOutWriter.WriteLine(text, colour);
    }
}

/// <summary>The logger that runs unless the configuration names others.</summary>
public class DefaultLogger : ActorBase, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                return true;
            case LogEvent entry:
                Print(entry);
                return true;
            default:
                return false;
        }
    }

    protected virtual void Print(LogEvent logEvent) => StandardOutLogger.Print(logEvent);
}

/// <summary>Logs dead letters, so many as the configuration says.</summary>
public class DeadLetterListener : ActorBase
{
    private int _left;
    private int _count;
    private TimeSpan? _silentUntil;

    protected override void PreStart()
    {
        Settings settings = Context.System.Settings;
        _left = settings.LogDeadLetters;
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        Context.System.EventStream.Subscribe(Self, typeof(UnhandledMessage));
        Context.System.EventStream.Subscribe(Self, typeof(Dropped));
    }

    // A restart keeps the subscriptions.
    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter)
            return false;
        if (message is UnhandledMessage && !Context.System.Settings.DebugUnhandledMessage)
            return true;
        _count++;
        if (_silentUntil is { } until && Context.System.Scheduler.MonotonicClock < until)
            return true;
        Log(letter);
        return true;
    }

    private void Log(AllDeadLetters letter)
    {
        string what = letter is UnhandledMessage ? "Unhandled message" : "Message";
        string text = $"{what} [{letter.Message?.GetType().Name}] from {letter.Sender} to {letter.Recipient} was {(letter is UnhandledMessage ? "unhandled" : "not delivered")}. [{_count}] dead letters encountered.";
        if (letter is Dropped dropped)
            text += $" Reason: {dropped.Reason}.";
        if (--_left == 0)
        {
            TimeSpan pause = Context.System.Settings.LogDeadLettersSuspendDuration;
            _silentUntil = pause == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : Context.System.Scheduler.MonotonicClock + pause;
            _left = Context.System.Settings.LogDeadLetters;
            text += $" No more dead letters will be logged {(pause == Timeout.InfiniteTimeSpan ? "until the end" : "for " + pause)}: see 'akka.log-dead-letters'.";
        }

        string source = letter.Recipient?.Path.ToString() ?? nameof(DeadLetterListener);
        Context.System.EventStream.Publish(new Info(source, GetType(), text));
    }
}
