#nullable disable
using System.Globalization;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Where an actor system lives: protocol, system name and, if it can be reached from outside, host and port.</summary>
public sealed class Address : ISurrogated, ICloneable, IComparable, IComparable<Address>, IEquatable<Address>
{
    public static readonly Address AllSystems = new("akka", "all-systems");
    public static readonly IComparer<Address> Comparer = Comparer<Address>.Create(Compare);

    private readonly string _text;

    public Address(string protocol, string system, string host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant();
        Port = port;
        _text = Format();
    }

    public string Protocol { get; }

    public string System { get; }

    public string Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !HasLocalScope;

    public static bool operator ==(Address left, Address right) => Equals(left, right);

    public static bool operator !=(Address left, Address right) => !Equals(left, right);

    public static Address Parse(string address) =>
        TryParse(address, out Address result) ? result : throw new UriFormatException($"Cannot parse [{address}] as an address: expected protocol://system@host:port");

    public static bool TryParse(string path, out Address address) => TryParse(path.AsSpan(), out address, out _);

    public static bool TryParse(string path, out Address address, out string absolutUri)
    {
        bool ok = TryParse(path.AsSpan(), out address, out ReadOnlySpan<char> rest);
        absolutUri = ok ? rest.ToString() : null;
        return ok;
    }

    public static bool TryParse(ReadOnlySpan<char> span, out Address address) => TryParse(span, out address, out _);

    public static bool TryParse(ReadOnlySpan<char> span, out Address address, out ReadOnlySpan<char> absolutUri)
    {
        address = null;
        absolutUri = default;
        int scheme = span.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
            return false;
        ReadOnlySpan<char> protocol = span[..scheme];
        ReadOnlySpan<char> rest = span[(scheme + 3)..];
        int slash = rest.IndexOf('/');
        ReadOnlySpan<char> authority = slash < 0 ? rest : rest[..slash];
        absolutUri = slash < 0 ? "/" : rest[slash..];
        int at = authority.IndexOf('@');
        if (at < 0)
        {
            if (authority.IsEmpty)
                return false;
            address = new Address(protocol.ToString(), authority.ToString());
            return true;
        }

        return at > 0 && TryHostPort(protocol, authority[..at], authority[(at + 1)..], out address);
    }

    public Address WithHost(string host = null) => new(Protocol, System, host, Port);

    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    public string HostPort() => _text[(Protocol.Length + 3)..];

    public object Clone() => new Address(Protocol, System, Host, Port);

    public int CompareTo(Address other) => Compare(this, other);

    int IComparable.CompareTo(object obj) => Compare(this, obj as Address);

    public bool Equals(Address other) =>
        other is not null && (ReferenceEquals(this, other) || (Port == other.Port && Host == other.Host && System == other.System && Protocol == other.Protocol));

    public override bool Equals(object obj) => Equals(obj as Address);

    public override int GetHashCode() => HashCode.Combine(Protocol, System, Host, Port);

    public override string ToString() => _text;

    public ISurrogate ToSurrogate(ActorSystem system) =>
        new AddressSurrogate { Protocol = Protocol, System = System, Host = Host, Port = Port };

    private static bool TryHostPort(ReadOnlySpan<char> protocol, ReadOnlySpan<char> system, ReadOnlySpan<char> hostPort, out Address address)
    {
        address = null;
        int colon = hostPort.LastIndexOf(':');
        if (colon >= 0 && hostPort[^1] == ']')
            colon = -1;
        ReadOnlySpan<char> host = colon < 0 ? hostPort : hostPort[..colon];
        if (host.IsEmpty)
            return false;
        int? port = null;
        if (colon >= 0)
        {
            if (!int.TryParse(hostPort[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > 65535)
                return false;
            port = number;
        }

        address = new Address(protocol.ToString(), system.ToString(), host.ToString(), port);
        return true;
    }

    private static int Compare(Address x, Address y)
    {
        if (ReferenceEquals(x, y))
            return 0;
        if (x is null)
            return -1;
        if (y is null)
            return 1;
        int result = string.CompareOrdinal(x.Protocol, y.Protocol);
        if (result == 0)
            result = string.CompareOrdinal(x.System, y.System);
        if (result == 0)
            result = string.CompareOrdinal(x.Host ?? "", y.Host ?? "");
        return result != 0 ? result : (x.Port ?? 0).CompareTo(y.Port ?? 0);
    }

    private string Format()
    {
        string text = $"{Protocol}://{System}";
        if (!string.IsNullOrEmpty(Host))
            text += "@" + Host;
        return Port is { } port ? text + ":" + port.ToString(CultureInfo.InvariantCulture) : text;
    }

    /// <summary>Serialized form of an <see cref="Address"/>.</summary>
    public sealed class AddressSurrogate : ISurrogate
    {
        public string Protocol { get; set; }

        public string System { get; set; }

        public string Host { get; set; }

        public int? Port { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) => new Address(Protocol, System, Host, Port);
    }
}
