using System.Reflection;

using Guide.Contracts;
using Guide.Contracts.Messages;
using Guide.StageHost.Bus;
using Guide.TestKit;

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
    public async Task A_broker_that_never_confirms_ends_the_send_after_its_time()
    {
        var sending = (await SenderAsync()).SendAsync(Message(), CancellationToken.None);
        while (_time.GetUtcNow() - _time.Start < TimeSpan.FromSeconds(119.5))
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(1);
        }

        Assert.False(sending.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        var failure = await Assert.ThrowsAsync<GuideException>(() => sending);
        Assert.StartsWith("The broker took no message for 00:02:00 (Bus:SendTimeout).", failure.Message, StringComparison.Ordinal);
    }

    private static SampleGroup Message() => new() { RunId = "r", GroupId = Guid.Empty, Purpose = Purpose.Train, MinimumPolicyVersion = 0 };

    private async Task<StageSender> SenderAsync()
    {
        var readiness = new BusReadiness();
        await readiness.StartAsync(CancellationToken.None);
        return new StageSender(Script<IBus>.Of(this), readiness, Options.Create(new BusOptions()), _time, NullLogger<StageSender>.Instance);
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
