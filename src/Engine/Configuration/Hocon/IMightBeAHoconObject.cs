#nullable disable
namespace Akka.Configuration.Hocon;

/// <summary>A part of a HOCON tree that may have keys below it.</summary>
public interface IMightBeAHoconObject
{
    HoconObject GetObject();

    bool IsObject();
}
