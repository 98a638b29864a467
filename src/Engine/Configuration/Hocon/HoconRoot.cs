#nullable disable
using AkkaFederation.Hocon;

namespace Akka.Configuration.Hocon;

/// <summary>A parsed document.</summary>
public class HoconRoot
{
    public HoconRoot(HoconValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
    }

    public HoconValue Value { get; }

    internal ConfigObject Tree => Value.Node as ConfigObject ?? ConfigObject.Empty;
}
