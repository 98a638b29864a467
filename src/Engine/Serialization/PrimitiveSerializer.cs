#nullable disable
using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;

namespace Akka.Serialization;

/// <summary>Strings (UTF-8) and 32- and 64-bit integers (little-endian), manifests S, I and L.</summary>
internal sealed class PrimitiveSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string Text = "S";
    private const string Int32 = "I";
    private const string Int64 = "L";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public override string Manifest(object o) => o switch
    {
        string => Text,
        int => Int32,
        long => Int64,
        _ => throw Unsupported(o),
    };

    public override byte[] ToBinary(object obj)
    {
        switch (obj)
        {
            case string text:
                return Encoding.UTF8.GetBytes(text);
            case int number:
                var four = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(four, number);
                return four;
            case long number:
                var eight = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(eight, number);
                return eight;
            default:
                throw Unsupported(obj);
        }
    }

    public override object FromBinary(byte[] bytes, string manifest) => (manifest, bytes.Length) switch
    {
        (Text, _) => ReadText(bytes),
        (Int32, sizeof(int)) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (Int64, sizeof(long)) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        (Int32 or Int64, _) => throw new SerializationException($"{bytes.Length} bytes are no integer of kind '{manifest}'."),
        _ => throw new SerializationException($"{nameof(PrimitiveSerializer)} does not know the manifest '{manifest}'."),
    };

    private static string ReadText(byte[] bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new SerializationException("The bytes of a string are not UTF-8.", e);
        }
    }

    private static SerializationException Unsupported(object o) =>
        new($"{nameof(PrimitiveSerializer)} writes strings and 32- and 64-bit integers only, not {o?.GetType()}.");
}
