namespace AkkaFederation.Node.Hosting;

/// <summary>
/// Ties the life of this process to its parent's: the parent holds the other end of standard input and never writes. When
/// the parent ends, even by SIGKILL, the system closes that end and the read returns.
/// </summary>
internal static class ParentWatch
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static void Start(Stream input, CancellationTokenSource asked) => new Thread(() => Watch(input, asked))
    {
        IsBackground = true,
        Name = "parent-watch",
    }.Start();

    private static void Watch(Stream input, CancellationTokenSource asked)
    {
        try
        {
            var buffer = new byte[256];
            while (input.Read(buffer) > 0)
            {
                // Whatever is written is of no interest.
            }
        }
        catch (IOException)
        {
            // A broken pipe says the same as a closed one.
        }
        try
        {
            asked.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return;
        }
        // A stop that hangs must not leave an orphan behind.
        Thread.Sleep(Grace);
        Environment.Exit(Cli.ExitCode.Failed);
    }
}
