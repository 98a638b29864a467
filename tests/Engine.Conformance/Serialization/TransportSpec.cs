using System.Collections.Immutable;
using Akka.Actor;
using Akka.Serialization;

namespace Engine.Conformance.Serialization;

public sealed class TransportSpec : Akka.TestKit.Xunit2.TestKit
{
    private ExtendedActorSystem System => (ExtendedActorSystem)Sys;

    [Fact]
    public void While_it_serializes_a_system_is_known()
    {
        var inside = Akka.Serialization.Serialization.WithTransport(
            System, () => Akka.Serialization.Serialization.GetCurrentTransportInformation());

        Assert.Same(Sys, inside.System);
        Assert.Equal(System.Provider.DefaultAddress, inside.Address);
        Assert.Equal(inside, System.Provider.SerializationInformation);
    }

    [Fact]
    public void A_state_is_handed_through()
    {
        Assert.Equal(6, Akka.Serialization.Serialization.WithTransport(System, 5, state => state + 1));
    }

    [Fact]
    public void Information_is_equal_by_its_parts()
    {
        var address = new Address("akka", "name");
        var information = new Information(address, Sys);

        Assert.Equal(new Information(address, Sys), information);
        Assert.True(information == new Information(address, Sys));
        Assert.True(information != new Information(new Address("akka", "other"), Sys));
        Assert.Equal(new Information(address, Sys).GetHashCode(), information.GetHashCode());
        Assert.Equal((address, Sys), (information.Address, information.System));
    }

    [Fact]
    public void Details_keep_what_they_were_made_with()
    {
        var serializer = new ByteArraySerializer(System);
        var types = ImmutableHashSet.Create(typeof(byte[]));

        var details = SerializerDetails.Create("name", serializer, types);

        Assert.Equal(("name", serializer, types), (details.Alias, details.Serializer, details.UseFor));
        var setup = SerializationSetup.Create(_ => ImmutableHashSet.Create(details));
        Assert.Equal([details], setup.CreateSerializers(System));
    }

    [Fact]
    public void Identifiers_are_read_from_the_configuration()
    {
        Assert.Equal(4, SerializerIdentifierHelper.GetSerializerIdentifierFromConfig(typeof(ByteArraySerializer), System));
        Assert.ThrowsAny<Exception>(
            () => SerializerIdentifierHelper.GetSerializerIdentifierFromConfig(typeof(TransportSpec), System));
    }

    [Fact]
    public void The_serialization_of_a_system_knows_it()
    {
        Assert.Same(Sys, Sys.Serialization.System);
        Assert.IsType<ByteArraySerializer>(new Akka.Serialization.Serialization(System).FindSerializerFor(new byte[1]));
    }

    [Fact]
    public void A_byte_array_serializer_writes_nothing_else()
    {
        var serializer = new ByteArraySerializer(System);

        Assert.Null(serializer.ToBinary(null!));
        Assert.ThrowsAny<NotSupportedException>(() => serializer.ToBinary("text"));
    }
}
