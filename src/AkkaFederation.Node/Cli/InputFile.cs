namespace AkkaFederation.Node.Cli;

/// <summary>Files named by the user, read with an error that says which one and why.</summary>
internal static class InputFile
{
    public static string ReadText(string path) => Read(path, File.ReadAllText);

    public static Stream OpenRead(string path) => Read(path, p => (Stream)new FileStream(p, FileMode.Open, FileAccess.Read, FileShare.Read));

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw FedException.Input($"{path}: no such file.", e);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(path))
        {
            throw FedException.Input($"{path}: a folder, not a file.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw FedException.Input($"{path}: may not be read by this user.", e);
        }
        catch (IOException e)
        {
            throw FedException.Input($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
