using Guide.Contracts;
using Guide.StageHost.Endpoints;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.StageHost.Endpoints;

/// <summary>Who is chosen, who waits, when somebody is asked again; on a clock that moves only when it is told to.</summary>
public sealed class EndpointPoolTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Server _first = new(1);
    private readonly Server _second = new(2);

    [Fact]
    public async Task Requests_go_where_fewest_are_under_way()
    {
        var pool = Pool(_first, _second);
        var a = await pool.ChooseAsync(default);
        var b = await pool.ChooseAsync(default);
        Assert.NotSame(a, b);
        pool.Release(b);
        Assert.Same(b, await pool.ChooseAsync(default));
    }

    [Fact]
    public async Task Requests_that_come_one_after_the_other_take_turns()
    {
        var pool = Pool(_first, _second);
        var turns = new List<Server>();
        for (var i = 0; i < 4; i++)
        {
            turns.Add(await pool.ChooseAsync(default));
            pool.Release(turns[^1]);
        }

        Assert.Equal([_first, _second, _first, _second], turns);
    }

    [Fact]
    public async Task A_busy_endpoint_is_asked_again_when_it_said_and_not_before()
    {
        var pool = Pool(_first);
        var probing = pool.ProbeAsync(_stop.Token);
        pool.Failed(_first, new EndpointFailure("429", Lost: false, TimeSpan.FromSeconds(7)));
        var choosing = pool.ChooseAsync(default);
        Assert.False(pool.HasUsable);
        _time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(choosing.IsCompleted);
        await AdvanceUntilAsync(() => choosing.IsCompleted, TimeSpan.FromSeconds(0.2));
        Assert.Same(_first, await choosing);
        Assert.Equal(0, _first.Probes);
        await StopAsync(probing);
    }

    [Fact]
    public async Task An_endpoint_that_may_have_died_comes_back_with_its_first_answer_to_a_probe()
    {
        var pool = Pool(_first, _second);
        var probing = pool.ProbeAsync(_stop.Token);
        _first.Up = false;
        pool.Failed(_first, new EndpointFailure("connection reset", Lost: true));
        Assert.Same(_second, await pool.ChooseAsync(default));
        Assert.Same(_second, await pool.ChooseAsync(default));
        await AdvanceUntilAsync(() => _first.Probes == 3, TimeSpan.FromSeconds(1));
        Assert.True(pool.IsAside(_first));
        _first.Up = true;
        await AdvanceUntilAsync(() => !pool.IsAside(_first), TimeSpan.FromSeconds(1));
        Assert.Same(_first, await pool.ChooseAsync(default));
        Assert.False(_first.Lost);
        await StopAsync(probing);
    }

    [Fact]
    public void Waits_double_with_each_failure_up_to_the_longest()
    {
        var pool = Pool(_first);
        var waits = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            pool.Failed(_first, new EndpointFailure("429", Lost: false));
            waits.Add((_first.AsideUntil!.Value - _time.GetUtcNow()).TotalSeconds);
            _first.AsideUntil = null;
        }

        Assert.Equal([1, 2, 4, 8, 10, 10], waits);
        pool.Succeeded(_first);
        pool.Failed(_first, new EndpointFailure("429", Lost: false));
        Assert.Equal(1, (_first.AsideUntil!.Value - _time.GetUtcNow()).TotalSeconds);
    }

    [Fact]
    public async Task When_nobody_answers_for_too_long_one_line_says_so()
    {
        var pool = Pool(_first, _second);
        foreach (var endpoint in pool.Endpoints)
        {
            pool.Failed(endpoint, new EndpointFailure("503", Lost: true, TimeSpan.FromHours(1)));
        }

        var choosing = pool.ChooseAsync(default);
        await AdvanceUntilAsync(() => choosing.IsCompleted, TimeSpan.FromMinutes(1));
        var failure = await Assert.ThrowsAsync<GuideException>(() => choosing);
        Assert.Equal("No server has answered for 00:05:00: http://127.0.0.1:1/, http://127.0.0.1:2/.", failure.Message);
    }

    public void Dispose() => _stop.Dispose();

    private EndpointPool<Server> Pool(params Server[] servers) => new(
        servers, new EndpointPoolSettings("server", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)), _time, NullLogger.Instance);

    /// <summary>Time passes until something is so; what waits for the clock runs in between.</summary>
    private async Task AdvanceUntilAsync(Func<bool> isSo, TimeSpan step)
    {
        while (!isSo())
        {
            _time.Advance(step);
            await Task.Delay(1);
        }
    }

    private async Task StopAsync(Task probing)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probing);
    }

    private sealed class Server(int port) : ServerEndpoint(new Uri($"http://127.0.0.1:{port}/"))
    {
        public bool Up { get; set; } = true;

        public int Probes { get; private set; }

        public override Task ProbeAsync(CancellationToken cancellationToken)
        {
            Probes++;
            return Up ? Task.CompletedTask : Task.FromException(new HttpRequestException("connection refused"));
        }
    }
}
