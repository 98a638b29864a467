namespace Tests.Shared;

/// <summary>A test that needs etcd; skipped, with what to install, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EtcdFactAttribute : FactAttribute
{
    public EtcdFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(f => File.Exists(Path.Combine(f, "etcd")))) Skip = "etcd is not installed (apt-get install etcd-server).";
    }
}
