#nullable disable
using System.Globalization;
using System.Numerics;
using AkkaFederation.Hocon;

namespace Akka.Configuration.Hocon;

/// <summary>A value of any kind, read as the caller asks for it.</summary>
public class HoconValue : IMightBeAHoconObject
{
    public HoconValue()
        : this(ConfigObject.Empty)
    {
    }

    internal HoconValue(ConfigNode node)
    {
        Node = node;
    }

    public bool IsEmpty => Node is ConfigObject { Fields.Count: 0 } or ConfigArray { Items.Count: 0 };

    internal ConfigNode Node { get; }

    public bool IsArray() => Node is ConfigArray;

    public bool IsObject() => Node is ConfigObject;

    public bool IsString() => Node is ConfigScalar;

    public HoconObject GetObject() => Node is ConfigObject tree ? new HoconObject(tree) : null;

    /// <summary>The value of one key of this object; null when there is none.</summary>
    public HoconValue GetChildObject(string key) =>
        Node is ConfigObject tree && tree.TryGet(key, out var field) ? new HoconValue(field.Value) : null;

    public IList<HoconValue> GetArray() => Node is ConfigArray array
        ? [.. array.Items.Select(item => new HoconValue(item))]
        : throw Wrong("a list");

    /// <summary>The text of a string, number or boolean; null for <c>null</c>, an object or a list.</summary>
    public string GetString() => Node is ConfigScalar { IsNull: false } scalar ? scalar.Text : null;

    /// <summary><c>true</c>, <c>on</c>, <c>yes</c> or <c>false</c>, <c>off</c>, <c>no</c>.</summary>
    public bool GetBoolean() =>
        HoconUnits.TryParseBoolean(GetString(), out var value) ? value : throw Wrong("true or false");

    public byte GetByte() => Parse<byte>("a whole number from 0 to 255", NumberStyles.Integer);

    public int GetInt() => Parse<int>("a whole number", NumberStyles.Integer);

    public long GetLong() => Parse<long>("a whole number", NumberStyles.Integer);

    public float GetFloat() => Parse<float>("a number", NumberStyles.Float);

    public double GetDouble() => Parse<double>("a number", NumberStyles.Float);

    public decimal GetDecimal() => Parse<decimal>("a number", NumberStyles.Float);

    public TimeSpan GetTimeSpan(bool allowInfinite = true)
    {
        var text = GetString();
        if (allowInfinite && text is "infinite")
            return Timeout.InfiniteTimeSpan;
        return HoconUnits.TryParseDuration(text, out var value) ? value : throw Wrong("a duration such as 250 ms");
    }

    public long? GetByteSize() =>
        HoconUnits.TryParseByteSize(GetString(), out var value) ? value : throw Wrong("a size such as 64 KiB");

    public IList<string> GetStringList() => List(item => item.GetString() ?? throw item.Wrong("a text"));

    public IList<bool> GetBooleanList() => List(item => item.GetBoolean());

    public IList<byte> GetByteList() => List(item => item.GetByte());

    public IList<int> GetIntList() => List(item => item.GetInt());

    public IList<long> GetLongList() => List(item => item.GetLong());

    public IList<float> GetFloatList() => List(item => item.GetFloat());

    public IList<double> GetDoubleList() => List(item => item.GetDouble());

    public IList<decimal> GetDecimalList() => List(item => item.GetDecimal());

    /// <summary>A configuration that has this value under one key.</summary>
    public Config AtKey(string key) => new(new ConfigObject([new ConfigField(key, Node.Position, Node)], Node.Position), null);

    public Config ToConfig() => new(Node as ConfigObject ?? throw Wrong("an object"), null);

    public override string ToString() => Node.ToString();

    private IList<T> List<T>(Func<HoconValue, T> read) => [.. GetArray().Select(read)];

    private T Parse<T>(string expected, NumberStyles styles)
        where T : struct, INumberBase<T> =>
        T.TryParse(GetString(), styles, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(expected);

    private FormatException Wrong(string expected) => new(
        $"{Node.Position}: expected {expected}, found {(Node is ConfigScalar scalar ? $"'{scalar.Text}'" : Node.Kind)}");
}
