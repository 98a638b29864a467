namespace AkkaFederation.Settings;

/// <summary>One value that goes before the files, such as a command-line flag.</summary>
/// <param name="Key">Full path, such as <c>federation.node.port</c>.</param>
/// <param name="Value">The value as text; a list as <c>[a, b]</c>.</param>
/// <param name="Source">Where it comes from, for error messages, such as <c>--port</c>.</param>
public sealed record SettingOverride(string Key, string Value, string Source);
