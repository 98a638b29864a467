namespace AkkaFederation.Hocon;

/// <summary>A key with its value; <paramref name="Position"/> is where the key was last assigned.</summary>
internal sealed record ConfigField(string Key, SourcePosition Position, ConfigNode Value);
