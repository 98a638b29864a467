using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Engine.Conformance.Serialization;

public interface INote
{
    string Text { get; }
}

public record PlainNote(string Text) : INote;

public sealed record UrgentNote(string Text) : PlainNote(Text);

public sealed record ConfiguredNote(string Text);

public sealed record SetupNote(string Text);

/// <summary>Names its messages itself and carries its tag in the bytes, so that a test sees who wrote them.</summary>
public abstract class NoteSerializer(ExtendedActorSystem system, string tag) : SerializerWithStringManifest(system)
{
    public override string Manifest(object o) => o switch
    {
        UrgentNote => "urgent",
        PlainNote => "plain",
        SetupNote => "setup",
        _ => throw new ArgumentException($"no note: {o}"),
    };

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes($"{tag}:{(obj as INote)?.Text ?? ((SetupNote)obj).Text}");

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return manifest switch
        {
            "urgent" => new UrgentNote(text),
            "plain" => new PlainNote(text),
            "setup" => new SetupNote(text),
            _ => throw new ArgumentException($"unknown manifest {manifest}"),
        };
    }
}

public sealed class GeneralNoteSerializer(ExtendedActorSystem system) : NoteSerializer(system, "general")
{
    public override int Identifier => 1001;
}

public sealed class UrgentNoteSerializer(ExtendedActorSystem system) : NoteSerializer(system, "urgent")
{
    public override int Identifier => 1002;
}

public sealed class SetupNoteSerializer(ExtendedActorSystem system) : NoteSerializer(system, "setup")
{
    public override int Identifier => 1004;
}

/// <summary>Has its identifier and its settings from the configuration, and needs the type beside the bytes.</summary>
public sealed class ConfiguredNoteSerializer(ExtendedActorSystem system, Config config) : Serializer(system)
{
    private readonly string _suffix = config.GetString("suffix", "");

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((ConfiguredNote)obj).Text + _suffix);

    public override object FromBinary(byte[] bytes, Type type) => type == typeof(ConfiguredNote)
        ? new ConfiguredNote(Encoding.UTF8.GetString(bytes))
        : throw new ArgumentException($"unknown type {type}");
}
