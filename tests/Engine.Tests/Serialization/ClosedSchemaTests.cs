using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;

namespace Engine.Tests.Serialization;

/// <summary>What this engine refuses and Akka.NET would serialize as JSON with type names.</summary>
public sealed class ClosedSchemaTests : Akka.TestKit.Xunit2.TestKit
{
    private sealed record Unbound(int Number);

    [Fact]
    public void A_type_that_nobody_bound_is_named_with_the_key_to_set()
    {
        var error = Assert.Throws<SerializationException>(() => Sys.Serialization.FindSerializerFor(new Unbound(1)));

        Assert.Contains(typeof(Unbound).FullName!, error.Message);
        Assert.Contains("akka.actor.serialization-bindings.\"Engine.Tests.Serialization.ClosedSchemaTests+Unbound, Engine.Tests\"", error.Message);
    }

    [Fact]
    public void A_default_serializer_takes_what_nobody_bound()
    {
        Assert.Equal(4, Sys.Serialization.FindSerializerForType(typeof(Unbound), "bytes").Identifier);
    }

    [Theory]
    [InlineData("text", 17, "S")]
    [InlineData(-7, 17, "I")]
    [InlineData(long.MaxValue, 17, "L")]
    public void Primitives_need_no_type_name(object value, int identifier, string manifest)
    {
        var serializer = Sys.Serialization.FindSerializerFor(value);

        Assert.Equal(identifier, serializer.Identifier);
        Assert.Equal(manifest, Akka.Serialization.Serialization.ManifestFor(serializer, value));
        Assert.Equal(value, Sys.Serialization.Deserialize(serializer.ToBinary(value), identifier, manifest));
    }

    [Theory]
    [InlineData(17, "X", new byte[] { 1 })]
    [InlineData(17, "I", new byte[] { 1, 2, 3 })]
    [InlineData(17, "L", new byte[] { 1 })]
    [InlineData(17, "S", new byte[] { 0xFF, 0xFE })]
    [InlineData(4, "System.Diagnostics.Process, System.Diagnostics.Process", new byte[] { 1 })]
    [InlineData(4, "no ] type [ at all", new byte[] { 1 })]
    public void Bytes_and_manifests_from_elsewhere_are_checked(int identifier, string manifest, byte[] bytes)
    {
        Assert.Throws<SerializationException>(() => Sys.Serialization.Deserialize(bytes, identifier, manifest));
    }

    [Theory]
    [InlineData("serializers.x = \"No.Such.Type\"", "akka.actor.serializers.x: 'No.Such.Type' is no type of serializer")]
    [InlineData("serializers.x = \"System.String\"", "akka.actor.serializers.x: 'System.String' is no type of serializer")]
    [InlineData("serialization-bindings { \"System.Guid\" = missing }", "binds System.Guid to 'missing', but akka.actor.serializers has no such serializer")]
    [InlineData("serialization-bindings { \"No.Such.Type\" = bytes }", "there is no type 'No.Such.Type'")]
    public void A_configuration_that_leads_nowhere_is_refused_at_the_start(string hocon, string problem)
    {
        var config = ConfigurationFactory.ParseString($"akka.actor {{ {hocon} }}");

        var error = Assert.ThrowsAny<Exception>(() => ActorSystem.Create("refused", config));

        Assert.Contains(problem, error.ToString());
    }

    [Fact]
    public void A_binding_can_be_taken_away()
    {
        using var system = ActorSystem.Create("unbound", "akka.actor.serialization-bindings { \"System.String\" = none }");

        Assert.Throws<SerializationException>(() => system.Serialization.FindSerializerFor("text"));
    }
}
