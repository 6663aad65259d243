using Guide.StageHost.Runs;

using Microsoft.Extensions.DependencyInjection;

namespace Guide.UnitTests.StageHost;

public sealed class RunRegistrationTests
{
    [Fact]
    public void A_process_has_connections_for_each_of_its_stages()
    {
        var services = new ServiceCollection();
        services.AddStageRun().AddStageRun().AddStageRun();

        Assert.Equal(3, services.BuildServiceProvider().GetRequiredService<StagesHere>().Count);
    }
}
