using Tests.Shared.PublicApi;

namespace AkkaFederation.Tests.PublicApi;

public sealed class PublicApiTests
{
    [Theory]
    [InlineData("AkkaFederation")]
    [InlineData("AkkaFederation.Core")]
#if !ENGINE_AKKANET
    [InlineData("AkkaFederation.Engine")]
    [InlineData("AkkaFederation.Engine.TestKit")]
#endif
    public void The_public_api_is_the_recorded_one(string assembly) => RecordedApi.AssertUnchanged(assembly);
}
