#nullable disable
using System.Globalization;
using Xunit;
using Xunit.Sdk;

namespace Akka.TestKit.Xunit2;

/// <summary>Failures as xunit knows them.</summary>
public class XunitAssertions : ITestKitAssertions
{
    public void Fail(string format = "", params object[] args) => Assert.Fail(Format(format, args));

    public void AssertTrue(bool condition, string format = "", params object[] args) =>
        Assert.True(condition, Format(format, args));

    public void AssertFalse(bool condition, string format = "", params object[] args) =>
        Assert.False(condition, Format(format, args));

    public void AssertEqual<T>(T expected, T actual, string format = "", params object[] args)
    {
        try
        {
            Assert.Equal(expected, actual);
        }
        catch (EqualException e) when (!string.IsNullOrEmpty(format))
        {
            throw new XunitException($"{Format(format, args)}\n{e.Message}", e);
        }
    }

    public void AssertEqual<T>(T expected, T actual, Func<T, T, bool> comparer, string format = "", params object[] args)
    {
        if (!comparer(expected, actual))
            Assert.Fail($"{Format(format, args)}\nExpected: {expected}\nActual:   {actual}");
    }

    private static string Format(string format, object[] args) =>
        string.IsNullOrEmpty(format) ? "(no message)" : string.Format(CultureInfo.InvariantCulture, format, args ?? []);
}
