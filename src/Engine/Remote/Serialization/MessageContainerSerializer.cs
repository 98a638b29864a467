#nullable disable
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using AkkaFederation.Engine.Remote;

namespace Akka.Remote.Serialization;

/// <summary>Messages on their way along a selection. Layout: fan-out flag, steps (kind, text), the message itself.</summary>
public class MessageContainerSerializer : Serializer
{
    private const byte Child = 1;
    private const byte Pattern = 2;
    private const byte Parent = 3;
    private const byte Recursive = 4;
    private const int MaximumSteps = 256;

    public MessageContainerSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        if (obj is not ActorSelectionMessage selection)
            throw new ArgumentException($"Cannot serialize object of type [{obj?.GetType()}]", nameof(obj));
        using var buffer = new WireBuffer(256);
        buffer.WriteByte(selection.WildCardFanOut ? (byte)1 : (byte)0);
        buffer.WriteVarint((uint)selection.Elements.Length);
        foreach (var element in selection.Elements) WriteStep(buffer, element);
        NestedPayload.Write(buffer, system, selection.Message);
        return buffer.Written.ToArray();
    }

    public override object FromBinary(byte[] bytes, Type type)
    {
        var reader = new WireReader(bytes);
        var fanOut = reader.ReadByte() == 1;
        var count = reader.ReadVarint();
        if (reader.Failed || count > MaximumSteps) throw new SerializationException($"a selection of {count} steps: at most {MaximumSteps} are taken");
        var steps = new SelectionPathElement[count];
        for (var i = 0; i < steps.Length; i++) steps[i] = ReadStep(ref reader);
        return new ActorSelectionMessage(NestedPayload.Read(ref reader, system), steps, fanOut);
    }

    private static void WriteStep(WireBuffer buffer, SelectionPathElement element)
    {
        switch (element)
        {
            case SelectChildName child:
                buffer.WriteByte(Child);
                buffer.WriteText(child.Name);
                break;
            case SelectChildPattern pattern:
                buffer.WriteByte(Pattern);
                buffer.WriteText(pattern.PatternStr);
                break;
            case SelectChildRecursive:
                buffer.WriteByte(Recursive);
                break;
            default:
                buffer.WriteByte(Parent);
                break;
        }
    }

    private static SelectionPathElement ReadStep(ref WireReader reader) => reader.ReadByte() switch
    {
        Child => new SelectChildName(reader.ReadText(FrameFormat.MaximumText)),
        Pattern => new SelectChildPattern(reader.ReadText(FrameFormat.MaximumText)),
        Parent => SelectParent.Instance,
        Recursive => SelectChildRecursive.Instance,
        var kind => throw new SerializationException($"no step of a selection has kind {kind}"),
    };
}
