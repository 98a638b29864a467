using Akka.Actor;

namespace Engine.Conformance.Actors;

public sealed class PathsSpec
{
    private static readonly Address Local = new("akka", "sys");
    private static readonly Address Remote = new("akka.ssl.tcp", "sys", "host.example", 4053);

    [Fact]
    public void Addresses_are_values_with_a_text()
    {
        Assert.Equal("akka://sys", Local.ToString());
        Assert.Equal("akka.ssl.tcp://sys@host.example:4053", Remote.ToString());
        Assert.Equal("sys@host.example:4053", Remote.HostPort());
        Assert.Equal(Remote, new Address("akka.ssl.tcp", "sys", "host.example", 4053));
        Assert.True(Remote != Remote.WithPort(1));
        Assert.True(Local.HasLocalScope);
        Assert.True(Remote.HasGlobalScope);
        Assert.Equal(new Address("a", "b", "c", 1), Remote.WithProtocol("a").WithSystem("b").WithHost("c").WithPort(1));
        Assert.True(Address.Comparer.Compare(Remote.WithPort(1), Remote.WithPort(2)) < 0);
    }

    [Fact]
    public void Addresses_are_parsed()
    {
        Assert.Equal(Remote, Address.Parse(Remote.ToString()));
        Assert.Equal(Local, Address.Parse("akka://sys"));
        Assert.True(Address.TryParse("akka://sys@[::1]:80", out var six));
        Assert.Equal(80, six.Port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no scheme")]
    [InlineData("akka://sys@host:port")]
    public void What_is_no_address_is_refused(string text)
    {
        Assert.False(Address.TryParse(text, out _));
    }

    [Fact]
    public void Paths_are_built_from_a_root()
    {
        var path = new RootActorPath(Local) / "user" / "a" / "b";

        Assert.Equal("akka://sys/user/a/b", path.ToString());
        Assert.Equal("/user/a/b", path.ToStringWithoutAddress());
        Assert.Equal("akka.ssl.tcp://sys@host.example:4053/user/a/b", path.ToStringWithAddress(Remote));
        Assert.Equal(["user", "a", "b"], path.Elements);
        Assert.Equal((3, "b", "a"), (path.Depth, path.Name, path.Parent.Name));
        Assert.Equal(new RootActorPath(Local), path.Root);
        Assert.Equal("akka://sys/", path.Root.ToString());
        Assert.Equal(path, new RootActorPath(Local) / (string[])["user", "a", "b"]);
        Assert.Equal(path.Root / "user", path.ParentOf(1));
    }

    [Fact]
    public void The_uid_belongs_to_the_text_but_not_to_equality()
    {
        var path = new RootActorPath(Local) / "user" / "a";
        var incarnation = path.WithUid(42);

        Assert.Equal(path, incarnation);
        Assert.True(path == incarnation);
        Assert.Equal("akka://sys/user/a#42", incarnation.ToSerializationFormat());
        Assert.Equal("akka.ssl.tcp://sys@host.example:4053/user/a#42", incarnation.ToSerializationFormatWithAddress(Remote));
        Assert.Equal("akka://sys/user/a#42", incarnation.ToStringWithUid());
        Assert.Equal(42, ActorPath.Parse("akka://sys/user/a#42").Uid);
    }

    [Fact]
    public void Paths_are_parsed()
    {
        Assert.True(ActorPath.TryParse("akka.ssl.tcp://sys@host.example:4053/user/a", out var path));
        Assert.Equal(Remote, path.Address);
        Assert.Equal(["user", "a"], path.Elements);
        Assert.False(ActorPath.TryParse("/user/a", out _));
    }

    [Fact]
    public void Paths_are_ordered()
    {
        var user = new RootActorPath(Local) / "user";

        Assert.True((user / "a").CompareTo(user / "b") < 0);
        Assert.Equal(0, (user / "a").CompareTo(user / "a"));
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("a%20c", true)]
    [InlineData("a%2", false)]
    [InlineData("a b", false)]
    [InlineData("$a", false)]
    [InlineData("", false)]
    public void Elements_are_checked(string element, bool valid)
    {
        Assert.Equal(valid, ActorPath.IsValidPathElement(element));
    }
}
