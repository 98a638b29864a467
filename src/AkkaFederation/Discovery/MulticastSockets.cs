using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace AkkaFederation.Discovery;

/// <summary>Real sockets. What does not work is left out and named in <see cref="Problem"/>; it is tried again at each refresh.</summary>
internal sealed class MulticastSockets : IMulticast
{
    private readonly ImmutableArray<string> _names;
    private readonly SortedDictionary<bool, MulticastSocket> _sockets = [];
    private readonly SortedSet<string> _problems = new(StringComparer.Ordinal);

    /// <param name="names">The interfaces to use; none for all that are fit.</param>
    public MulticastSockets(ImmutableArray<string> names)
    {
        _names = names;
        NetworkChange.NetworkAddressChanged += OnChanged;
    }

    public Action? Changed { get; set; }

    public string Problem => string.Join("; ", _problems);

    public ImmutableArray<MdnsLink> Refresh()
    {
        _problems.Clear();
        var found = NetworkLinks.Read(_names);
        foreach (var name in _names.Where(n => found.All(l => l.Name != n))) _problems.Add($"there is no interface {name} that is up");
        if (found.IsEmpty && _names.IsEmpty) _problems.Add("no interface is up that can multicast");
        ImmutableArray<MdnsLink> joined = [.. found.Where(Join)];
        foreach (var (isV6, socket) in _sockets) socket.Keep(joined.Where(l => l.Id.IsV6 == isV6).Select(l => l.Id.Interface).ToHashSet());
        return joined;
    }

    public Task<MdnsInput.Received>? ReceiveAsync(bool isV6) => _sockets.TryGetValue(isV6, out var socket) ? socket.ReceiveAsync() : null;

    public void Send(LinkId link, IPEndPoint? to, ReadOnlySpan<byte> packet)
    {
        if (_sockets.TryGetValue(link.IsV6, out var socket)) socket.Send(link.Interface, to, packet);
    }

    public void Dispose()
    {
        NetworkChange.NetworkAddressChanged -= OnChanged;
        Changed = null;
        foreach (var socket in _sockets.Values) socket.Dispose();
    }

    private void OnChanged(object? sender, EventArgs change) => Changed?.Invoke();

    private bool Join(MdnsLink link)
    {
        try
        {
            if (!_sockets.TryGetValue(link.Id.IsV6, out var socket)) _sockets.Add(link.Id.IsV6, socket = new MulticastSocket(link.Id.IsV6));
            socket.Join(link.Id.Interface);
            return true;
        }
        catch (SocketException e)
        {
            _problems.Add($"{link.Name} by {(link.Id.IsV6 ? "IPv6" : "IPv4")}: {e.Message}");
            return false;
        }
    }
}
