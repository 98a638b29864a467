using System.Diagnostics;
using System.Globalization;

namespace Tests.Shared;

/// <summary>
/// A file system of its own size on one folder, which only processes that are started in it see: a tmpfs in a mount namespace,
/// which needs no privilege where user namespaces are allowed.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly Process _holder;
    private readonly string _folder;

    private SmallDisk(Process holder, string folder) => (_holder, _folder) = (holder, folder);

    public static async Task<SmallDisk> MountAsync(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        var holder = Start("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
            string.Create(CultureInfo.InvariantCulture, $"mount -t tmpfs -o size={megabytes}m tmpfs \"$0\" && echo mounted && read wait"), folder);
        var said = await holder.StandardOutput.ReadLineAsync();
        if (said == "mounted") return new SmallDisk(holder, folder);
        throw new InvalidOperationException($"no file system could be mounted: {await holder.StandardError.ReadToEndAsync()}");
    }

    /// <summary>The same program, in it.</summary>
    public ProcessStartInfo In(ProcessStartInfo start)
    {
        var inside = new ProcessStartInfo("nsenter") { UseShellExecute = false };
        foreach (var argument in (string[])["--preserve-credentials", "--user", "--mount", "--target", _holder.Id.ToString(CultureInfo.InvariantCulture), start.FileName])
            inside.ArgumentList.Add(argument);
        foreach (var argument in start.ArgumentList) inside.ArgumentList.Add(argument);
        return inside;
    }

    /// <summary>Changes it, such as its size (<c>size=200m</c>), or whether it can be written (<c>ro</c>).</summary>
    public async Task RemountAsync(string option)
    {
        var start = In(new ProcessStartInfo("mount") { ArgumentList = { "-o", "remount," + option, _folder } });
        start.RedirectStandardError = true;
        using var mount = Process.Start(start)!;
        var error = await mount.StandardError.ReadToEndAsync();
        await mount.WaitForExitAsync();
        if (mount.ExitCode != 0) throw new InvalidOperationException($"remounting failed: {error}");
    }

    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
}

/// <summary>A theory that needs a <see cref="SmallDisk"/>; skipped, with the reason, where none can be mounted.</summary>
internal sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = Missing();

    private static string? Missing()
    {
        const string No = "no file system can be mounted in a namespace here (unshare --user --mount)";
        if (!OperatingSystem.IsLinux()) return No;
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt && nsenter --version"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            probe.WaitForExit();
            return probe.ExitCode == 0 ? null : No;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return No;
        }
    }
}
