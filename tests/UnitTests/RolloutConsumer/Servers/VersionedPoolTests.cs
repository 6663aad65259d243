using Guide.PolicyModel.Sampling;
using Guide.RolloutConsumer.Servers;
using Guide.StageHost;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.RolloutConsumer;

/// <summary>Who serves which version, and who waits for it; on a clock that moves only when it is told to.</summary>
public sealed class VersionedPoolTests : IDisposable
{
    private static readonly ServedVersion V0 = new(0, "v0", "/v0", IsAdapter: true);
    private static readonly ServedVersion V1 = new(1, "v1", "/v1", IsAdapter: true);
    private static readonly ServedVersion V2 = new(2, "v2", "/v2", IsAdapter: true);

    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Script _script = new();
    private readonly Endpoint _first = new(new Uri("http://127.0.0.1:1/"), null);
    private readonly Endpoint _second = new(new Uri("http://127.0.0.1:2/"), null);

    [Fact]
    public async Task An_endpoint_that_may_have_died_must_answer_a_probe_and_is_loaded_anew()
    {
        using var pool = Pool(only: true); // Nobody listens on its port: the probe fails.
        (await pool.EnterAsync(() => V1, default)).Dispose();
        var probing = pool.ProbeAsync(_stop.Token);
        pool.Failed(_first, new ServerUnavailableException("connection reset", lost: true));
        var until = _first.AsideUntil;
        await AdvanceUntilAsync(() => _first.AsideUntil > until, TimeSpan.FromSeconds(1));
        Assert.False(pool.HasUsable);
        await StopAsync(probing);
    }

    [Fact]
    public async Task Those_who_wait_at_the_door_of_an_endpoint_that_fails_do_not_try_it_again_one_by_one()
    {
        _script.Loading = new TaskCompletionSource();
        using var pool = Pool(only: true);
        var entering = Enumerable.Range(0, 5).Select(_ => pool.EnterAsync(() => V1, default)).ToArray();
        _script.Loading.SetException(new ServerUnavailableException("connection refused", lost: true));
        foreach (var one in entering)
        {
            await Assert.ThrowsAsync<ServerUnavailableException>(() => one);
        }

        Assert.Equal(["load v1"], _script.Calls);
        Assert.Equal(0, _first.Chosen);
    }

    [Fact]
    public async Task Weights_in_place_are_replaced_when_the_last_group_has_left_and_those_who_come_meanwhile_wait()
    {
        _script.Keeps = false;
        using var pool = Pool(only: true);
        var old = await pool.EnterAsync(() => V0, default);
        var next = pool.EnterAsync(() => V1, default);
        var third = pool.EnterAsync(() => V1, default);
        Assert.Equal(["load v0"], _script.Calls);
        Assert.False(next.IsCompleted || third.IsCompleted);
        old.Dispose();
        Assert.Equal(V1, (await next).Version);
        Assert.Equal(V1, (await third).Version);
        Assert.Equal(["load v0", "load v1"], _script.Calls);
    }

    [Fact]
    public async Task Adapters_stand_side_by_side_and_the_oldest_leaves_when_nobody_uses_it()
    {
        using var pool = Pool(only: true);
        var old = await pool.EnterAsync(() => V1, default);
        using var next = await pool.EnterAsync(() => V2, default);
        var v3 = new ServedVersion(3, "v3", "/v3", true);
        using var third = await pool.EnterAsync(() => v3, default);
        Assert.Equal(["load v1", "load v2", "load v3"], _script.Calls); // v1 is under way, v2 is the predecessor.
        old.Dispose();
        using var fourth = await pool.EnterAsync(() => new ServedVersion(4, "v4", "/v4", true), default);
        Assert.Contains("unload v1", _script.Calls);
        Assert.DoesNotContain("unload v3", _script.Calls);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private VersionedPool Pool(bool only = false) => new(
        only ? [_first] : [_first, _second],
        _script,
        new InferenceOptions { RetryDelay = TimeSpan.FromSeconds(1), LongestRetryDelay = TimeSpan.FromSeconds(10), GiveUpAfter = TimeSpan.FromMinutes(5) },
        _time,
        NullLogger.Instance);

    private Task AdvanceUntilAsync(Task task, TimeSpan step) => AdvanceUntilAsync(() => task.IsCompleted, step);

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

    private sealed class Script : IInferenceProtocol
    {
        public bool Keeps { get; set; } = true;

        public TaskCompletionSource? Loading { get; set; }

        public List<string> Calls { get; } = [];

        public string? Unfit(bool adapters, InferenceOptions options) => null;

        public bool KeepsVersions(ServedVersion version) => Keeps;

        public Task LoadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
        {
            Calls.Add($"load {version.Name}");
            return Loading?.Task ?? Task.CompletedTask;
        }

        public Task UnloadAsync(Endpoint endpoint, ServedVersion version, CancellationToken cancellationToken)
        {
            Calls.Add($"unload {version.Name}");
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<SampledCompletion>> SampleAsync(Endpoint endpoint, ServedVersion version, GroupRequest request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyDictionary<int, double>> NextTokenAsync(Endpoint endpoint, ServedVersion version, int[] context, double temperature, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
