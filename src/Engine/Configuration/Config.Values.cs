#nullable disable
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

// Typed reading. A value that is there but cannot be read as asked for is an error with its file and line.
public partial class Config
{
    public virtual string GetString(string path, string @default = null) =>
        GetValue(path) is { } value ? value.GetString() : @default;

    public virtual bool GetBoolean(string path, bool @default = false) => GetValue(path)?.GetBoolean() ?? @default;

    public virtual int GetInt(string path, int @default = 0) => GetValue(path)?.GetInt() ?? @default;

    public virtual long GetLong(string path, long @default = 0) => GetValue(path)?.GetLong() ?? @default;

    public virtual float GetFloat(string path, float @default = 0) => GetValue(path)?.GetFloat() ?? @default;

    public virtual double GetDouble(string path, double @default = 0) => GetValue(path)?.GetDouble() ?? @default;

    public virtual decimal GetDecimal(string path, decimal @default = 0) => GetValue(path)?.GetDecimal() ?? @default;

    /// <summary>A duration such as <c>250 ms</c>, <c>1.5s</c>, <c>2 minutes</c>; a bare number is milliseconds;
    /// <c>infinite</c> is <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        GetValue(path)?.GetTimeSpan(allowInfinite) ?? @default.GetValueOrDefault();

    /// <summary>A size such as <c>128 KiB</c>; a bare number is bytes; null when there is none.</summary>
    public virtual long? GetByteSize(string path) => GetValue(path)?.GetByteSize();

    public virtual long? GetByteSize(string path, long? def = null) => GetValue(path) is { } value ? value.GetByteSize() : def;

    public virtual IList<string> GetStringList(string path) => GetStringList(path, []);

    public virtual IList<string> GetStringList(string path, string[] defaultPaths) =>
        GetValue(path)?.GetStringList() ?? defaultPaths;

    public virtual IList<bool> GetBooleanList(string path) => GetList(path, value => value.GetBooleanList());

    public virtual IList<byte> GetByteList(string path) => GetList(path, value => value.GetByteList());

    public virtual IList<int> GetIntList(string path) => GetList(path, value => value.GetIntList());

    public virtual IList<long> GetLongList(string path) => GetList(path, value => value.GetLongList());

    public virtual IList<float> GetFloatList(string path) => GetList(path, value => value.GetFloatList());

    public virtual IList<double> GetDoubleList(string path) => GetList(path, value => value.GetDoubleList());

    public virtual IList<decimal> GetDecimalList(string path) => GetList(path, value => value.GetDecimalList());

    private IList<T> GetList<T>(string path, Func<HoconValue, IList<T>> read) =>
        GetValue(path) is { } value ? read(value) : [];
}
