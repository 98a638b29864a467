#nullable disable
namespace Akka;

/// <summary>Says that something is done and has no value to give.</summary>
public sealed class Done
{
    public static readonly Done Instance = new();

    private Done()
    {
    }

    internal static Task<Done> Completed { get; } = Task.FromResult(Instance);
}
