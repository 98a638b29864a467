using AkkaFederation.Hocon;

namespace AkkaFederation.Settings;

/// <summary>Where a relative path begins: in the folder of the file it stands in, or where the program was started.</summary>
internal sealed class PathBase
{
    private readonly string _folder;
    private readonly ConfigurationSources _sources;

    /// <param name="folder">Folder of the main file, for what comes from files that ship with the product.</param>
    /// <param name="sources">The layers before the file.</param>
    public PathBase(string folder, ConfigurationSources sources)
    {
        _folder = folder;
        _sources = sources;
    }

    public string Resolve(string path, SourcePosition position) => Path.GetFullPath(path, FolderOf(position));

    private string FolderOf(SourcePosition position)
    {
        if (position.Line == 0) return _sources.WorkingFolder;
        return File.Exists(position.File) ? Path.GetDirectoryName(Path.GetFullPath(position.File))! : _folder;
    }
}
