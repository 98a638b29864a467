using System.Text;
using AkkaFederation.KeyValue;

namespace AkkaFederation;

/// <summary>Some of the keys of a store, in the order of their UTF-8 bytes.</summary>
public sealed class KeyValueKeys
{
    private KeyValueKeys(KeyRange range) => Range = range;

    /// <summary>All.</summary>
    public static KeyValueKeys All { get; } = new(KeyRange.WithPrefix(default));

    internal KeyRange Range { get; }

    /// <summary>One.</summary>
    public static KeyValueKeys Only(string key) => new(KeyRange.Of(Encoding.UTF8.GetBytes(key)));

    /// <summary>Those that begin so.</summary>
    public static KeyValueKeys WithPrefix(string prefix) => new(KeyRange.WithPrefix(Encoding.UTF8.GetBytes(prefix)));

    /// <summary>Those from one on, up to and without another.</summary>
    public static KeyValueKeys Between(string first, string end) => new(new KeyRange(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(end)));
}
