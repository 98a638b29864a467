using System.Text;

namespace AkkaFederation.TestKit;

/// <summary>A client in a process of its own. What it is told is held against what the federation then does.</summary>
public sealed class SimulatedClient
{
    private readonly SimulatedWorld _world;
    private readonly SimulatedHost _host;
    private readonly FederationClient _client;
    private int _proposals;

    internal SimulatedClient(SimulatedWorld world, SimulatedHost host, IReadOnlyList<string> nodes)
    {
        _world = world;
        _host = host;
        FederationClient? client = null;
        world.Loop.Enter(host.Process!, () => client = FederationClient.Create(host.System!, nodes));
        _client = client!;
    }

    /// <summary>Its name.</summary>
    public string Name => _host.Name;

    /// <summary>Proposals that were answered, whatever the answer.</summary>
    public int Answered { get; private set; }

    /// <summary>Proposes the next payload, which is like no other.</summary>
    public void Propose(ProposeOptions? options = null)
    {
        var payload = Encoding.UTF8.GetBytes($"{Name} proposes {++_proposals}");
        _world.Loop.Enter(_host.Process!, () => _ = ProposeAsync(payload, options));
    }

    /// <summary>Proposes at a steady rate until a time of the world.</summary>
    public void ProposeUntil(TimeSpan end, TimeSpan interval, ProposeOptions? options = null)
    {
        if (_world.Now >= end) return;
        Propose(options);
        _world.Loop.After(interval, () => ProposeUntil(end, interval, options));
    }

    /// <summary>Does something else with the client.</summary>
    internal void Do(Func<FederationClient, Task> action) => _world.Loop.Enter(_host.Process!, () => _ = DoAsync(action));

    private async Task DoAsync(Func<FederationClient, Task> action)
    {
        try
        {
            await action(_client);
        }
        catch (Exception e)
        {
            _world.Report("client", $"{Name}: {e.GetType().Name}: {e.Message}");
        }
    }

    private async Task ProposeAsync(byte[] payload, ProposeOptions? options)
    {
        try
        {
            var outcome = await _client.ProposeAsync(payload, options);
            _world.Ledger.OnOutcome(payload, outcome);
        }
        catch (Exception e)
        {
            _world.Report("client", $"{Name}: {e.GetType().Name}: {e.Message}");
        }

        Answered++;
    }
}
