#nullable disable
namespace Akka;

/// <summary>Finds types that the configuration names, with or without their assembly.</summary>
internal static class TypeNames
{
    public static Type Find(string name)
    {
        if (Type.GetType(name) is { } exact)
            return exact;
        string bare = name.Split(',')[0].Trim();
        if (typeof(TypeNames).Assembly.GetType(bare) is { } own)
            return own;
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.GetType(bare) is { } found)
                return found;
        }

        return null;
    }
}
