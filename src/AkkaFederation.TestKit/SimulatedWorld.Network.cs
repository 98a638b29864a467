namespace AkkaFederation.TestKit;

/// <content>What happens between machines. Clients' own links are left alone.</content>
public sealed partial class SimulatedWorld
{
    /// <summary>Cuts these machines off from all others, clients aside.</summary>
    public void Partition(params SimulatedMachine[] side)
    {
        Disturb();
        Network.Partition([.. side.Select(n => n.Name)], [.. Machines.Except(side).Select(n => n.Name)]);
    }

    /// <summary>Nothing goes from one machine to the other; the way back stays open.</summary>
    public void Block(SimulatedMachine from, SimulatedMachine to)
    {
        Disturb();
        Network.Block(from.Name, to.Name);
    }

    /// <summary>Breaks the connections between two machines; what is under way is lost.</summary>
    public void Break(SimulatedMachine one, SimulatedMachine other)
    {
        Disturb();
        Network.Break(one.Name, other.Name);
    }

    /// <summary>Changes delay and throughput (bytes a second, 0 for unbounded) of all that a machine sends to others.</summary>
    public void Slow(SimulatedMachine from, TimeSpan latency, TimeSpan jitter, long throughput = 0)
    {
        foreach (var machine in Machines)
            if (machine != from) Slow(from, machine, latency, jitter, throughput);
    }

    /// <summary>The same for what one machine sends to one other.</summary>
    public void Slow(SimulatedMachine from, SimulatedMachine to, TimeSpan latency, TimeSpan jitter, long throughput = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(jitter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(throughput, 0);
        Disturb();
        var link = Network.Link(from.Name, to.Name);
        (link.Latency, link.Jitter, link.Throughput) = (latency, jitter, throughput);
    }

    /// <summary>From now on every link between machines does this to single messages between rooms that are built for it.</summary>
    public void Expose(MessageFaults faults)
    {
        foreach (var from in Machines)
        {
            foreach (var to in Machines)
                if (from != to) Expose(from, to, faults);
        }
    }

    /// <summary>The same for what one machine sends to one other; the way back is another link.</summary>
    public void Expose(SimulatedMachine from, SimulatedMachine to, MessageFaults faults)
    {
        Disturb();
        Network.Expose(from.Name, to.Name, faults.ToWeather());
    }

    /// <summary>Every link is as it was at first.</summary>
    public void Heal()
    {
        Disturb();
        Network.Heal();
    }
}
