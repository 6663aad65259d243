using Guide.Contracts;
using Guide.StageHost.Outages;

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.StageHost.Outages;

public sealed class OutageTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SwitchedProbe _probe = new(isUsable: false);

    [Fact]
    public async Task Whoever_meets_a_failure_waits_until_the_servers_answer_and_the_process_is_not_ready_meanwhile()
    {
        using var outage = await StartedAsync();
        var waits = Enumerable.Range(0, 5).Select(_ => outage.WaitAsync(new IOException("m"), CancellationToken.None)).ToArray();
        await AdvanceUntilAsync(() => _probe.Tries >= 3);
        Assert.All(waits, static wait => Assert.False(wait.IsCompleted));
        Assert.Equal("scripted: scripted outage.", outage.Reason);
        Assert.Equal(HealthStatus.Unhealthy, (await outage.CheckHealthAsync(new HealthCheckContext())).Status);

        _probe.IsUsable = true;
        await AdvanceUntilAsync(() => waits.All(static wait => wait.IsCompletedSuccessfully));
        Assert.Null(outage.Reason);
        Assert.Equal(HealthStatus.Healthy, (await outage.CheckHealthAsync(new HealthCheckContext())).Status);
    }

    [Fact]
    public async Task After_its_time_the_process_ends_with_one_line_and_nobody_who_waits_goes_on()
    {
        using var outage = await StartedAsync();
        var wait = outage.WaitAsync(new IOException("m"), CancellationToken.None);
        await AdvanceUntilAsync(() => outage.ExecuteTask!.IsCompleted);
        var failure = await Assert.ThrowsAsync<GuideException>(() => outage.ExecuteTask!);
        Assert.Equal(
            "Unusable for 00:10:00 (Outage:GiveUpAfter): scripted: scripted outage. Everything is still queued: start this process again when it is back.", failure.Message);
        Assert.False(wait.IsCompleted);
        await outage.StopAsync(CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Where_nothing_is_wrong_nobody_waits()
    {
        _probe.IsUsable = true;
        using var outage = await StartedAsync();
        await outage.WaitAsync(new IOException("m"), CancellationToken.None);
        Assert.Equal(1, _probe.Tries);
    }

    private async Task<Outage> StartedAsync()
    {
        var outage = new Outage([_probe], Options.Create(new OutageOptions()), _time, NullLogger<Outage>.Instance);
        await outage.StartAsync(CancellationToken.None);
        return outage;
    }

    private async Task AdvanceUntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1);
        }
    }
}
