namespace Tests.Shared;

/// <summary>A test between network namespaces; skipped with the reason where the machine lacks the right or a program.</summary>
internal sealed class NamespaceFactAttribute : FactAttribute
{
    /// <param name="needs">Programs that the test needs beside <c>ip</c>, such as <c>nft</c>, and <see cref="NetworkNamespaces.Netem"/>.</param>
    public NamespaceFactAttribute(params string[] needs) => Skip = NetworkNamespaces.Missing(needs);
}
