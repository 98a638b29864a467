#nullable disable
namespace Akka.Persistence;

/// <summary>
/// Finds the type that a configuration names. Assemblies of Akka.NET are not there; the types that this engine has in
/// their place are found by their full names.
/// </summary>
internal static class PluginTypes
{
    public static Type Find(string name)
    {
        string fullName = name.Split(',')[0].Trim();
        if (typeof(PluginTypes).Assembly.GetType(fullName) is { } own)
            return own;
        if (Type.GetType(name, throwOnError: false) is { } found)
            return found;
        return AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(fullName)).FirstOrDefault(t => t is not null);
    }
}
