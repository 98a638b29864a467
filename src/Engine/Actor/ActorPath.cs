#nullable disable
using System.Globalization;
using System.Text;
using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// The address of an actor and its place in the tree of supervision. Two paths are equal when address and elements
/// are: the uid, which tells incarnations of one name apart, belongs to the equality of references, not of paths.
/// </summary>
public abstract class ActorPath : ISurrogated, IComparable<ActorPath>, IEquatable<ActorPath>
{
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private string _withoutAddress;
    private string _withAddress;
    private int _hash;

    protected ActorPath(Address address, string name)
    {
        Address = address;
        Name = name;
    }

    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        Address = parentPath.Address;
        Parent = parentPath;
        Name = name;
        Uid = uid;
        Depth = parentPath.Depth + 1;
    }

    public Address Address { get; }

    public int Depth { get; }

    public string Name { get; }

    public long Uid { get; }

    public ActorPath Parent { get; }

    public ActorPath Root => ParentOf(0);

    public IReadOnlyList<string> Elements
    {
        get
        {
            var elements = new string[Depth];
            ActorPath path = this;
            for (int i = Depth - 1; i >= 0; i--)
            {
                elements[i] = path.Name;
                path = path.Parent;
            }

            return elements;
        }
    }

    public static ActorPath operator /(ActorPath path, string name) => path.Child(name);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name)
    {
        foreach (string element in name)
        {
            if (!string.IsNullOrEmpty(element))
                path = path.Child(element);
        }

        return path;
    }

    public static bool operator ==(ActorPath left, ActorPath right) => Equals(left, right);

    public static bool operator !=(ActorPath left, ActorPath right) => !Equals(left, right);

    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$')
            return false;
        for (int i = 0; i < s.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(s[i]) || ValidSymbols.Contains(s[i]))
                continue;
            if (s[i] != '%' || i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2]))
                return false;
            i += 2;
        }

        return true;
    }

    public static string FormatPathElements(IEnumerable<string> pathElements) => string.Join("/", pathElements);

    public static ActorPath Parse(string path) =>
        TryParse(path, out ActorPath result) ? result : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    public static bool TryParse(string path, out ActorPath actorPath)
    {
        actorPath = null;
        return TryParseAddress(path, out Address address, out ReadOnlySpan<char> absolute)
            && TryParse(new RootActorPath(address), absolute, out actorPath);
    }

    public static bool TryParse(ActorPath basePath, string absoluteUri, out ActorPath actorPath) =>
        TryParse(basePath, absoluteUri.AsSpan(), out actorPath);

    public static bool TryParse(ActorPath basePath, ReadOnlySpan<char> absoluteUri, out ActorPath actorPath)
    {
        actorPath = basePath;
        long uid = 0;
        int hash = absoluteUri.IndexOf('#');
        if (hash >= 0)
        {
            if (!long.TryParse(absoluteUri[(hash + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out uid))
                return false;
            absoluteUri = absoluteUri[..hash];
        }

        foreach (Range range in absoluteUri.Split('/'))
        {
            ReadOnlySpan<char> element = absoluteUri[range];
            if (!element.IsEmpty)
                actorPath = new ChildActorPath(actorPath, element.ToString(), ActorCell.UndefinedUid);
        }

        if (uid != 0)
            actorPath = actorPath.WithUid(uid);
        return true;
    }

    public static bool TryParseAddress(string path, out Address address) => TryParseAddress(path, out address, out _);

    public static bool TryParseAddress(string path, out Address address, out ReadOnlySpan<char> absoluteUri)
    {
        address = null;
        absoluteUri = default;
        return path is not null && Address.TryParse(path.AsSpan(), out address, out absoluteUri);
    }

    public ActorPath Child(string childName)
    {
        if (childName.Contains('/'))
            throw new ArgumentException($"'{childName}' is not one path element", nameof(childName));
        int hash = childName.IndexOf('#');
        return hash < 0
            ? new ChildActorPath(this, childName, ActorCell.UndefinedUid)
            : new ChildActorPath(this, childName[..hash], long.Parse(childName.AsSpan(hash + 1), CultureInfo.InvariantCulture));
    }

    public ActorPath ParentOf(int depth)
    {
        ActorPath path = this;
        if (depth >= 0)
        {
            while (path.Depth > depth)
                path = path.Parent;
        }
        else
        {
            for (int i = depth; i < 0 && path.Depth > 0; i++)
                path = path.Parent;
        }

        return path;
    }

    public ActorPath WithUid(long uid) =>
        uid == Uid || Depth == 0 ? this : new ChildActorPath(Parent, Name, uid);

    public string ToStringWithoutAddress() => _withoutAddress ??= Join(new StringBuilder()).ToString();

    public string ToStringWithAddress() =>
        _withAddress ??= Join(new StringBuilder(Address.ToString())).ToString();

    public string ToStringWithAddress(Address address) =>
        Address.HasGlobalScope || address is null ? ToStringWithAddress() : Join(new StringBuilder(address.ToString())).ToString();

    public string ToStringWithUid() => AppendUid(ToStringWithAddress());

    public string ToSerializationFormat() => AppendUid(ToStringWithAddress());

    public string ToSerializationFormatWithAddress(Address address) => AppendUid(ToStringWithAddress(address));

    public override string ToString() => ToStringWithAddress();

    public bool Equals(ActorPath other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Depth != other.Depth || GetHashCode() != other.GetHashCode() || !Address.Equals(other.Address))
            return false;
        ActorPath a = this;
        for (ActorPath b = other; a is not null && !ReferenceEquals(a, b); a = a.Parent, b = b.Parent)
        {
            if (a.Name != b.Name)
                return false;
        }

        return true;
    }

    public override bool Equals(object obj) => Equals(obj as ActorPath);

    public override int GetHashCode()
    {
        if (_hash == 0)
            _hash = HashCode.Combine(Parent?.GetHashCode() ?? Address.GetHashCode(), Name) | 1;
        return _hash;
    }

    public int CompareTo(ActorPath other) =>
        other is null ? 1 : string.CompareOrdinal(ToStringWithAddress(), other.ToStringWithAddress());

    public ISurrogate ToSurrogate(ActorSystem system) => new Surrogate(ToSerializationFormat());

    private string AppendUid(string text) =>
        Uid == ActorCell.UndefinedUid ? text : text + "#" + Uid.ToString(CultureInfo.InvariantCulture);

    private StringBuilder Join(StringBuilder builder)
    {
        if (Depth == 0)
            return builder.Append('/');
        if (Parent.Depth > 0)
            Parent.Join(builder);
        return builder.Append('/').Append(Name);
    }

    /// <summary>Serialized form of a path.</summary>
    public sealed class Surrogate : ISurrogate, IEquatable<Surrogate>, IEquatable<ActorPath>
    {
        public Surrogate(string path) => Path = path;

        public string Path { get; }

        public ISurrogated FromSurrogate(ActorSystem system) => TryParse(Path, out ActorPath path) ? path : null;

        public bool Equals(Surrogate other) => other is not null && Path == other.Path;

        public bool Equals(ActorPath other) => other is not null && Path == other.ToSerializationFormat();

        public override bool Equals(object obj) => obj is Surrogate other && Equals(other);

        public override int GetHashCode() => Path.GetHashCode();
    }
}

/// <summary>The root of an actor system's tree.</summary>
public sealed class RootActorPath : ActorPath
{
    public RootActorPath(Address address, string name = "")
        : base(address, name)
    {
    }
}

/// <summary>A path below the root.</summary>
public sealed class ChildActorPath : ActorPath
{
    public ChildActorPath(ActorPath parentPath, string name, long uid)
        : base(parentPath, name, uid)
    {
    }
}

/// <summary>Takes relative actor paths apart.</summary>
public static class RelativeActorPath
{
    /// <summary>The elements of a relative path, or null if <paramref name="addr"/> is a full address.</summary>
    public static IEnumerable<string> Unapply(string addr) =>
        addr.Contains("://") ? null : addr.Split('#')[0].Split('/');
}
