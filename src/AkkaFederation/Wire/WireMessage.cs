using Google.Protobuf;

namespace AkkaFederation.Wire;

/// <summary>One row of the wire's closed schema: manifest, the type actors see, and how to go to protobuf and back.</summary>
/// <remarks>
/// A decoder checks counts and lengths before it allocates by them, and reports bad input with
/// <see cref="WireFormatException"/>; protobuf's own parse errors count as the same.
/// </remarks>
internal sealed class WireMessage
{
    private readonly Func<object, IMessage> _encode;
    private readonly Func<ReadOnlyMemory<byte>, object> _decode;

    private WireMessage(string manifest, Type type, Func<object, IMessage> encode, Func<ReadOnlyMemory<byte>, object> decode)
    {
        Manifest = manifest;
        Type = type;
        _encode = encode;
        _decode = decode;
    }

    public string Manifest { get; }

    public Type Type { get; }

    /// <summary>A message whose actor-side type differs from the generated protobuf type.</summary>
    public static WireMessage Of<TMessage, TProto>(
        string manifest, MessageParser<TProto> parser, Func<TMessage, TProto> toWire, Func<TProto, TMessage> fromWire)
        where TMessage : notnull
        where TProto : IMessage<TProto> =>
        new(manifest, typeof(TMessage), o => toWire((TMessage)o), bytes => fromWire(parser.ParseFrom(bytes.Span)));

    /// <summary>A message that actors use in its generated form.</summary>
    public static WireMessage OfProto<TProto>(string manifest, MessageParser<TProto> parser)
        where TProto : IMessage<TProto> =>
        new(manifest, typeof(TProto), o => (IMessage)o, bytes => parser.ParseFrom(bytes.Span));

    public IMessage Encode(object message) => _encode(message);

    public object Decode(ReadOnlyMemory<byte> body) => _decode(body);
}
