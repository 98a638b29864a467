namespace AkkaFederation.Node.Cli;

/// <summary>
/// What <c>fed node --json</c> prints, one object a line; the first member always names the event, so that a reader can
/// tell the lines apart by their beginning.
/// </summary>
internal static class NodeEvents
{
    public const string ListeningPrefix = """{"event":"listening",""";
    public const string ReadyPrefix = """{"event":"ready",""";

    public static string Listening(string name, string did, string address, string cluster, int pid) =>
        Json.Line(new { @event = "listening", name, did, address, cluster, pid });

    public static string Serving(string url) => Json.Line(new { @event = "serving", url });

    public static string Ready(int peers) => Json.Line(new { @event = "ready", peers });

    public static string Peer(string did, string endpoint, string? from, string to, string cause) =>
        Json.Line(new { @event = "peer", did, endpoint, from, to, cause });

    public static string Stopping() => Json.Line(new { @event = "stopping" });
}
