using System.Collections.Immutable;
using System.Text;

namespace AkkaFederation.Discovery;

/// <summary>A service as this node would offer it, and the names that it has left after conflicts.</summary>
/// <param name="Instance">Name for people, one label.</param>
/// <param name="Host">Host label in <c>.local</c>.</param>
/// <param name="Port">TCP port of the service.</param>
/// <param name="Text">Encoded TXT data.</param>
internal sealed record ServiceOffer(string Instance, string Host, int Port, ImmutableArray<byte> Text)
{
    /// <summary>Which further attempt at a name this is; 1 is the name itself.</summary>
    public int InstanceTry { get; init; } = 1;

    public int HostTry { get; init; } = 1;

    public DnsName InstanceName => MdnsNames.Service.Child(InstanceTry == 1 ? Fit(Instance, "") : Fit(Instance, $" ({InstanceTry})"));

    public DnsName HostName => MdnsNames.Local.Child(HostTry == 1 ? Fit(Host, "") : Fit(Host, $"-{HostTry}"));

    // A label has 63 bytes; what is cut off must not be half a character.
    private static string Fit(string text, string suffix)
    {
        while (Encoding.UTF8.GetByteCount(text) + suffix.Length > DnsName.MaxLabelBytes)
            text = text[..^(char.IsLowSurrogate(text[^1]) && text.Length > 1 ? 2 : 1)];
        return text + suffix;
    }
}

/// <summary>The names that everybody uses.</summary>
internal static class MdnsNames
{
    public static readonly DnsName Local = DnsName.Of("local");
    public static readonly DnsName Service = DnsName.Of("_local-swarm._tcp.local");
    public static readonly DnsName ServiceTypes = DnsName.Of("_services._dns-sd._udp.local");
}
