using System.Security.Cryptography;
using System.Text;

namespace AkkaFederation.Node.Cli;

/// <summary>
/// A folder that appears whole or not at all: files are written beside their destination and moved in one step.
/// An existing folder is accepted only while it is empty, so that no key is ever overwritten.
/// </summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string _target;
    private readonly string _staging;
    private bool _done;

    public StagedFolder(string target)
    {
        _target = Path.GetFullPath(target);
        if (File.Exists(_target))
            throw FedException.Input($"{target} is a file; name a folder that does not exist yet.");
        if (Directory.Exists(_target) && Directory.EnumerateFileSystemEntries(_target).Any())
            throw FedException.Input($"{target} is not empty, and nothing is overwritten: name a folder that does not exist yet.");
        var parent = Directory.Exists(_target) ? _target : Path.GetDirectoryName(_target)!;
        try
        {
            Directory.CreateDirectory(parent);
            _staging = Path.Combine(parent, ".fed-" + RandomNumberGenerator.GetHexString(12, lowercase: true));
            Directory.CreateDirectory(_staging);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FedException.Input($"{target} cannot be created: {e.Message}", e);
        }
    }

    public string PathOf(string name) => Path.Combine(_target, name);

    /// <summary>Writes a file that only its owner may read; the mode is set at creation, never afterwards.</summary>
    public void WriteSecret(string name, string text) => Write(name, text, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public void WritePublic(string name, string text) => Write(
        name, text, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    public void Commit()
    {
        if (Directory.Exists(_target))
        {
            foreach (var file in Directory.EnumerateFiles(_staging))
                File.Move(file, Path.Combine(_target, Path.GetFileName(file)));
            Directory.Delete(_staging);
        }
        else
        {
            Directory.Move(_staging, _target);
        }
        _done = true;
    }

    public void Dispose()
    {
        if (!_done && Directory.Exists(_staging))
            Directory.Delete(_staging, recursive: true);
    }

    private void Write(string name, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using var stream = new FileStream(Path.Combine(_staging, name), options);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }
}
