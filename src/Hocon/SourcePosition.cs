namespace AkkaFederation.Hocon;

/// <summary>Where a key or a value stands: the file as the user named it, and the line counted from 1.</summary>
internal readonly record struct SourcePosition(string File, int Line)
{
    public override string ToString() => $"{File}:{Line}";
}
