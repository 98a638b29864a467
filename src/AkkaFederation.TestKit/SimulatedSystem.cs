namespace AkkaFederation.TestKit;

/// <summary>
/// A machine with an actor system of your own on it, without any federation: remoting to all other machines of the world,
/// persistence on a disk of its own. Made by <see cref="SimulatedWorld.AddSystem"/>.
/// </summary>
public sealed class SimulatedSystem : SimulatedMachine
{
    internal SimulatedSystem(SimulatedWorld world, SimulatedHost host)
        : base(world, host)
    {
    }
}
