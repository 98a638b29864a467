namespace AkkaFederation.Node.Tests;

/// <summary>A test of file modes, which only Unix has.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "file modes exist on Unix only";
    }
}
