using Akka.Util;

namespace Engine.Conformance.Util;

public sealed class UtilSpec
{
    [Fact]
    public void An_option_has_a_value_or_none()
    {
        var some = Option<int>.Create(5);
        Option<int> made = 5;

        Assert.True(some.HasValue);
        Assert.False(some.IsEmpty);
        Assert.Equal(5, some.Value);
        Assert.Equal(some, made);
        Assert.True(some == made);
        Assert.False(Option<int>.None.HasValue);
        Assert.True(Option<int>.None.IsEmpty);
        Assert.True(some != Option<int>.None);
    }

    [Fact]
    public void An_option_is_mapped_and_has_a_fallback()
    {
        var some = Option<int>.Create(5);

        Assert.Equal("5", some.Select(i => i.ToString()).Value);
        Assert.False(Option<int>.None.Select(i => i.ToString()).HasValue);
        Assert.Equal(6, some.FlatSelect(i => Option<int>.Create(i + 1)).Value);
        Assert.False(some.FlatSelect(_ => Option<int>.None).HasValue);
        Assert.Equal(5, some.GetOrElse(7));
        Assert.Equal(7, Option<int>.None.GetOrElse(7));
        var seen = 0;
        some.OnSuccess(i => seen += i);
        Option<int>.None.OnSuccess(i => seen += i);
        Assert.Equal(5, seen);
    }
}
