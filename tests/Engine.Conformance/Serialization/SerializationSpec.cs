using System.Collections.Immutable;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Serialization;

namespace Engine.Conformance.Serialization;

public sealed class SerializationSpec : Akka.TestKit.Xunit2.TestKit
{
    private const string Bindings = """
        akka.actor {
          serializers {
            notes = "Engine.Conformance.Serialization.GeneralNoteSerializer, Engine.Conformance"
            urgent-notes = "Engine.Conformance.Serialization.UrgentNoteSerializer, Engine.Conformance"
            configured-notes = "Engine.Conformance.Serialization.ConfiguredNoteSerializer, Engine.Conformance"
          }
          serialization-bindings {
            "Engine.Conformance.Serialization.INote, Engine.Conformance" = notes
            "Engine.Conformance.Serialization.UrgentNote, Engine.Conformance" = urgent-notes
            "Engine.Conformance.Serialization.ConfiguredNote, Engine.Conformance" = configured-notes
          }
          serialization-identifiers {
            "Engine.Conformance.Serialization.ConfiguredNoteSerializer, Engine.Conformance" = 1003
          }
          serialization-settings.configured-notes.suffix = "!"
        }
        """;

    public SerializationSpec()
        : base(ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Bindings)),
            SerializationSetup.Create(system => ImmutableHashSet.Create(SerializerDetails.Create(
                "setup-notes", new SetupNoteSerializer(system), ImmutableHashSet.Create(typeof(SetupNote)))))))
    {
    }

    private Akka.Serialization.Serialization Serialization => Sys.Serialization;

    private object RoundTrip(object message)
    {
        var serializer = Serialization.FindSerializerFor(message);
        var manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
        return Serialization.Deserialize(serializer.ToBinary(message), serializer.Identifier, manifest);
    }

    [Fact]
    public void A_binding_of_an_interface_serves_what_implements_it()
    {
        Assert.IsType<GeneralNoteSerializer>(Serialization.FindSerializerForType(typeof(PlainNote)));
        Assert.Equal(new PlainNote("general:x"), RoundTrip(new PlainNote("x")));
    }

    [Fact]
    public void The_most_specific_binding_wins()
    {
        Assert.IsType<UrgentNoteSerializer>(Serialization.FindSerializerFor(new UrgentNote("x")));
        Assert.Equal(new UrgentNote("urgent:x"), RoundTrip(new UrgentNote("x")));
    }

    [Fact]
    public void A_serializer_has_its_identifier_and_settings_from_the_configuration()
    {
        var serializer = Serialization.FindSerializerForType(typeof(ConfiguredNote));

        Assert.Equal(1003, serializer.Identifier);
        Assert.Equal(new ConfiguredNote("x!"), RoundTrip(new ConfiguredNote("x")));
        Assert.Equal(new ConfiguredNote("y!"), serializer.FromBinary<ConfiguredNote>(serializer.ToBinary(new ConfiguredNote("y"))));
        Assert.Equal(
            new ConfiguredNote("z!"),
            Serialization.Deserialize(serializer.ToBinary(new ConfiguredNote("z")), 1003, typeof(ConfiguredNote)));
    }

    [Fact]
    public void A_set_up_adds_serializers_made_in_code()
    {
        Assert.IsType<SetupNoteSerializer>(Serialization.FindSerializerForType(typeof(SetupNote)));
        Assert.Equal(new SetupNote("setup:x"), RoundTrip(new SetupNote("x")));
    }

    [Fact]
    public void A_serializer_and_a_binding_can_be_added_later()
    {
        var serializer = new UrgentNoteSerializer((ExtendedActorSystem)Sys);

        Serialization.AddSerializer("late", serializer);
        Serialization.AddSerializationMap(typeof(PlainNote), serializer);

        Assert.Same(serializer, Serialization.FindSerializerForType(typeof(PlainNote)));
    }

    [Fact]
    public void Manifests_are_what_the_serializer_needs()
    {
        Assert.Equal("plain", ManifestOf(new PlainNote("x")));
        Assert.Contains(typeof(ConfiguredNote).FullName!, ManifestOf(new ConfiguredNote("x")));
        Assert.Equal("", ManifestOf(new byte[] { 1 }));
    }

    [Fact]
    public void Byte_arrays_stand_for_themselves()
    {
        byte[] bytes = [1, 2, 3];

        var serializer = Serialization.FindSerializerFor(bytes);

        Assert.IsType<ByteArraySerializer>(serializer);
        Assert.Equal(4, serializer.Identifier);
        Assert.False(serializer.IncludeManifest);
        Assert.Equal(bytes, Serialization.Serialize(bytes));
        Assert.Equal(bytes, RoundTrip(bytes));
    }

    [Fact]
    public void Nothing_is_written_as_nothing()
    {
        var serializer = Serialization.FindSerializerFor(null);

        Assert.IsType<NullSerializer>(serializer);
        Assert.Equal(0, serializer.Identifier);
        Assert.Null(serializer.FromBinary(serializer.ToBinary(null!), null!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text with ünïcödé \n and more")]
    public void Strings_survive(string text) => Assert.Equal(text, RoundTrip(text));

    [Fact]
    public void Unknown_identifiers_are_refused()
    {
        Assert.ThrowsAny<Exception>(() => Serialization.Deserialize([1], 987654, "x"));
        Assert.ThrowsAny<Exception>(() => Serialization.Deserialize([1], 987654, typeof(string)));
    }

    [Fact]
    public void Manifests_that_a_serializer_does_not_know_are_refused()
    {
        Assert.ThrowsAny<Exception>(() => Serialization.Deserialize([1], 1001, "no such note"));
    }

    [Fact]
    public void A_reference_survives_as_a_path()
    {
        var actor = Sys.ActorOf(Akka.TestKit.TestActors.BlackHoleActor.Props, "target");

        var path = Akka.Serialization.Serialization.SerializedActorPath(actor);

        Assert.Equal(actor, Serialization.DeserializeActorRef(path));
        Assert.Equal(actor, ((ExtendedActorSystem)Sys).Provider.ResolveActorRef(path));
        Assert.StartsWith("akka://", path);
        Assert.Contains($"/user/target#{actor.Path.Uid}", path);
    }

    [Fact]
    public void A_serializer_can_be_told_the_address_it_writes_for()
    {
        var serializer = new RefSerializer((ExtendedActorSystem)Sys);
        var address = new Address("akka.tcp", Sys.Name, "host.example", 4711);

        var path = System.Text.Encoding.UTF8.GetString(serializer.ToBinaryWithAddress(address, TestActor));

        Assert.StartsWith($"akka.tcp://{Sys.Name}@host.example:4711/", path);
    }

    private string ManifestOf(object message) =>
        Akka.Serialization.Serialization.ManifestFor(Serialization.FindSerializerFor(message), message);

    private sealed class RefSerializer(ExtendedActorSystem system) : Serializer(system)
    {
        public override int Identifier => 1005;

        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj) =>
            System.Text.Encoding.UTF8.GetBytes(Akka.Serialization.Serialization.SerializedActorPath((IActorRef)obj));

        public override object FromBinary(byte[] bytes, Type type) =>
            system.Provider.ResolveActorRef(System.Text.Encoding.UTF8.GetString(bytes));
    }
}
