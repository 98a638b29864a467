#nullable disable
namespace Akka.Configuration.Hocon;

/// <summary>A part of a HOCON tree that can be read as text or as a list.</summary>
public interface IHoconElement
{
    IList<HoconValue> GetArray();

    string GetString();

    bool IsArray();

    bool IsString();
}
