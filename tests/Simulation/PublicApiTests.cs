using Tests.Shared.PublicApi;

namespace AkkaFederation.Simulation.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_api_is_the_recorded_one() => RecordedApi.AssertUnchanged("AkkaFederation.TestKit");
}
