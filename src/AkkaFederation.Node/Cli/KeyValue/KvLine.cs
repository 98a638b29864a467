using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace AkkaFederation.Node.Cli;

/// <summary>What <c>fed kv</c> prints of items and events. Values that are not UTF-8 come in base64.</summary>
internal static class KvLine
{
    public static object Item(KeyValueItem item, bool withValue = true)
    {
        var isText = Utf8.IsValid(item.Value.Span);
        return new
        {
            key = item.Key,
            value = withValue && isText ? item.Text : null,
            valueBase64 = withValue && !isText ? Convert.ToBase64String(item.Value.Span) : null,
            revision = item.Revision,
            createRevision = item.CreateRevision,
            version = item.Version,
            lease = item.Lease == 0 ? null : (ulong?)item.Lease,
        };
    }

    public static object Event(KeyValueEvent change) => new
    {
        revision = change.Revision,
        @event = change.Kind.ToString().ToLowerInvariant(),
        item = Item(change.Item, change.Kind == KeyValueEventKind.Put),
    };

    /// <summary>For people: one line, whatever a value has in it.</summary>
    public static string Text(KeyValueItem item, bool withValue = true) =>
        FedCli.OneLine(withValue ? $"{item.Key} = {Value(item)}" : item.Key);

    public static string Text(KeyValueEvent change) => string.Create(CultureInfo.InvariantCulture,
        $"{change.Revision} {change.Kind.ToString().ToLowerInvariant()} {Text(change.Item, change.Kind == KeyValueEventKind.Put)}");

    /// <summary>The value as it is, or in base64.</summary>
    public static string Value(KeyValueItem item) =>
        Utf8.IsValid(item.Value.Span) ? Encoding.UTF8.GetString(item.Value.Span) : "base64:" + Convert.ToBase64String(item.Value.Span);
}
