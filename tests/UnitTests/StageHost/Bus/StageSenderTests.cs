using System.Reflection;

using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.StageHost;
using Guide.StageHost.Bus;
using Guide.StageHost.Outages;

using MassTransit;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.StageHost.Bus;

/// <summary>A broker that takes a message and never says so, which a crash at the right moment leaves behind.</summary>
public sealed class StageSenderTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<TaskCompletionSource> _sends = [];
    private readonly SwitchedProbe _probe = new(isUsable: true);
    private Outage? _outage;

    [Fact]
    public async Task A_send_whose_confirm_never_comes_is_repeated()
    {
        var sending = (await SenderAsync()).SendAsync(Message(), CancellationToken.None);
        await WaitForAsync("the first send", () => _sends.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(_sends[0].Task.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await WaitForAsync("the end of the first send", () => _sends[0].Task.IsCanceled);
        await AdvanceUntilAsync(() => _sends.Count == 2);
        _sends[1].SetResult();
        await sending;
    }

    [Fact]
    public async Task A_broker_that_takes_no_message_for_a_while_is_waited_for_and_the_send_goes_on()
    {
        _probe.IsUsable = false;
        var sending = (await SenderAsync()).SendAsync(Message(), CancellationToken.None);
        await AdvanceUntilAsync(() => _probe.Tries > 60);
        Assert.False(sending.IsCompleted);
        var sends = _sends.Count;
        _probe.IsUsable = true;
        await AdvanceUntilAsync(() => _sends.Count > sends);
        _sends[^1].SetResult();
        await AdvanceUntilAsync(() => sending.IsCompleted);
        await sending;
    }

    [Fact]
    public async Task A_broker_that_answers_and_takes_no_message_ends_the_process()
    {
        using var stop = new CancellationTokenSource();
        var sending = (await SenderAsync()).SendAsync(Message(), stop.Token);
        await AdvanceUntilAsync(() => _outage!.ExecuteTask!.IsCompleted);
        var failure = await Assert.ThrowsAsync<GuideException>(() => _outage!.ExecuteTask!);
        Assert.StartsWith("The broker answers and took no message for 00:", failure.Message, StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private static SampleGroup Message() => new() { RunId = "r", GroupId = Guid.Empty, Purpose = Purpose.Train, MinimumPolicyVersion = 0 };

    private async Task<StageSender> SenderAsync()
    {
        var readiness = new BusReadiness();
        await readiness.StartAsync(CancellationToken.None);
        var options = Options.Create(new OutageOptions());
        _outage = new Outage([_probe], options, _time, NullLogger<Outage>.Instance);
        await _outage.StartAsync(CancellationToken.None);
        var run = new RunSettings { RunId = "r", Database = "", Checkpoints = "" };
        return new StageSender(
            Script<IBus>.Of(this), run, readiness, _outage, Options.Create(new BusOptions()), options, _time, NullLogger<StageSender>.Instance);
    }

    private static Task WaitForAsync(string what, Func<bool> isSo) => Deadline.UntilAsync(what, () => Task.FromResult(isSo()));

    private async Task AdvanceUntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1);
        }
    }

    /// <summary>The two calls that a sender makes.</summary>
    private class Script<T> : DispatchProxy
        where T : class
    {
        private StageSenderTests _test = null!;

        public static T Of(StageSenderTests test)
        {
            var proxy = Create<T, Script<T>>();
            ((Script<T>)(object)proxy)._test = test;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IBus.GetSendEndpoint))
            {
                return Task.FromResult(Script<ISendEndpoint>.Of(_test));
            }

            var confirm = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var cancellation = args!.OfType<CancellationToken>().Single();
            cancellation.Register(() => confirm.TrySetCanceled(cancellation));
            _test._sends.Add(confirm);
            return confirm.Task;
        }
    }
}
