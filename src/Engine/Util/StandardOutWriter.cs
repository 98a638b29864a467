#nullable disable
namespace Akka.Util;

/// <summary>Writes whole lines to the console, one at a time, in colour.</summary>
public static class StandardOutWriter
{
    private static readonly Lock Gate = new();

    public static void Write(string message, ConsoleColor? foregroundColor = null, ConsoleColor? backgroundColor = null) =>
        Coloured(Console.Write, message, foregroundColor, backgroundColor);

    public static void WriteLine(string message, ConsoleColor? foregroundColor = null, ConsoleColor? backgroundColor = null) =>
        Coloured(Console.WriteLine, message, foregroundColor, backgroundColor);

    private static void Coloured(Action<string> write, string message, ConsoleColor? foreground, ConsoleColor? background)
    {
        lock (Gate)
        {
            if (foreground is null && background is null)
            {
                write(message);
                return;
            }

            if (foreground is { } f)
                Console.ForegroundColor = f;
            if (background is { } b)
                Console.BackgroundColor = b;
            write(message);
            Console.ResetColor();
        }
    }
}
