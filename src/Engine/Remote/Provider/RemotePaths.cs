using System.Globalization;
using Akka.Actor;

namespace AkkaFederation.Engine.Remote;

/// <summary>Paths as they stand on the wire: "/user/a/b#uid", the address being that of the connection.</summary>
internal static class RemotePaths
{
    public static string OnWire(ActorPath path)
    {
        var text = path.ToStringWithoutAddress();
        return path.Uid == ActorCell.UndefinedUid ? text : string.Create(CultureInfo.InvariantCulture, $"{text}#{path.Uid}");
    }

    /// <summary>Splits off the uid; 0 where there is none.</summary>
    public static (string Path, long Uid) Split(string onWire)
    {
        var hash = onWire.LastIndexOf('#');
        if (hash < 0) return (onWire, 0);
        return long.TryParse(onWire.AsSpan(hash + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var uid)
            ? (onWire[..hash], uid)
            : (onWire[..hash], 0);
    }
}
