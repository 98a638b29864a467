using System.Collections.Frozen;
using System.Text;

namespace AkkaFederation.Settings;

/// <summary>The HOCON files that ship inside the assembly: reference.conf and the fragments that can be included by name.</summary>
internal static class ShippedFiles
{
    /// <summary>Name of the reference in positions; brackets, as it is no file of the user's.</summary>
    public const string ReferenceName = "(reference.conf)";

    private const string Prefix = "hocon/";

    public static FrozenSet<string> Names { get; } = typeof(ShippedFiles).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Select(n => n[Prefix.Length..]).ToFrozenSet(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">No such file ships.</exception>
    public static string Read(string name)
    {
        using var stream = typeof(ShippedFiles).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"{name} is not among the shipped configuration files.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
