#nullable disable
using System.Reflection;

namespace Akka.Serialization;

/// <summary>
/// Types by name. As a rule only assemblies that are loaded already are looked at: a name may come from another process, and must
/// not make this one load code. Assembly names of Akka.NET mean this engine.
/// </summary>
internal static class TypeNames
{
    private static readonly Assembly Engine = typeof(TypeNames).Assembly;

    /// <summary>The name that <see cref="Find"/> understands in every process: full name and simple assembly name.</summary>
    public static string NameOf(Type type)
    {
        var assembly = type.Assembly == typeof(object).Assembly ? "" : $", {type.Assembly.GetName().Name}";
        return $"{type.FullName}{assembly}";
    }

    /// <summary>The type of that name, or null.</summary>
    public static Type Find(string name)
    {
        try
        {
            return Type.GetType(name, FindAssembly, FindType, throwOnError: false);
        }
        catch (Exception e) when (e is ArgumentException or FileLoadException or BadImageFormatException or TypeLoadException)
        {
            return null; // not the name of a type at all
        }
    }

    /// <summary>As <see cref="Find"/>, for names of the configuration: that is trusted, and may have code loaded.</summary>
    public static Type FindOrLoad(string name) => Find(name) ?? Type.GetType(name, throwOnError: false);

    private static Assembly FindAssembly(AssemblyName name)
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (string.Equals(assembly.GetName().Name, name.Name, StringComparison.OrdinalIgnoreCase))
                return assembly;
        }

        return name.Name is "Akka" or "Akka.Remote" or "Akka.Persistence" ? Engine : null;
    }

    private static Type FindType(Assembly assembly, string name, bool ignoreCase) => assembly is not null
        ? assembly.GetType(name, throwOnError: false, ignoreCase)
        : typeof(object).Assembly.GetType(name) ?? Engine.GetType(name);
}
