using System.Globalization;

namespace AkkaFederation.Hocon;

/// <summary>A string, number, boolean or null. HOCON types a bare word only where it is read, so the text is kept.</summary>
internal sealed class ConfigScalar(string text, bool quoted, SourcePosition position)
    : ConfigNode(position, 1, 1L + text.Length)
{
    public string Text { get; } = text;

    public bool Quoted { get; } = quoted;

    public bool IsNull => !Quoted && Text == "null";

    public bool IsBoolean => !Quoted && HoconUnits.TryParseBoolean(Text, out _);

    public bool IsNumber =>
        !Quoted && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    public override string Kind => IsNull ? "null" : IsBoolean ? "a boolean" : IsNumber ? "a number" : "a string";
}
