using System.Text.Json;

using Guide.Contracts.Messages;
using Guide.StageHost;
using Guide.StageHost.Bus;

namespace Guide.IntegrationTests.Bus;

/// <summary><c>guide queues</c> on a broker with messages that a stage could not handle, hostile ones among them.</summary>
public sealed class QueuesCommandTests
{
    [Fact]
    public async Task Messages_that_failed_are_listed_shown_sent_again_and_purged()
    {
        var run = SharedServers.UniqueName("queues");
        var broker = await SharedServers.BrokerAsync();
        string[] where = ["--run", run, "--broker", $"{broker}"];
        await using var raw = await RawBroker.ConnectAsync(broker);
        await using (var host = await BusHost.StartAsync(run, broker, [Stage.Rollout]))
        {
            await host.Sender.SendAsync(Messages.SampleGroup(run, RecordingConsumer<SampleGroup>.PoisonedGroup), Deadline.Token());
            await FailedAsync(raw, run, 1);
        }

        var listed = await CommandLine.RunAsync(["queues", "list", .. where, "--json"]);
        Assert.Equal((0, ""), (listed.ExitCode, listed.Error));
        var states = listed.Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(state => state.GetProperty("name").GetString()!);
        Assert.Equal(11, states.Count);
        Assert.Equal((1, 0), (states[BusNames.ErrorQueue(run, Stage.Rollout)].GetProperty("ready").GetInt32(), states[BusNames.Queue(run, Stage.Rollout)].GetProperty("ready").GetInt32()));

        var shown = JsonDocument.Parse((await CommandLine.RunAsync(["queues", "show", .. where])).Output).RootElement;
        Assert.Equal(("This group kills.", BusNames.ErrorQueue(run, Stage.Rollout)), (shown.GetProperty("fault").GetString(), shown.GetProperty("queue").GetString()));
        Assert.Contains($"{RecordingConsumer<SampleGroup>.PoisonedGroup}", shown.GetProperty("body").GetString(), StringComparison.Ordinal);

        var resent = await CommandLine.RunAsync(["queues", "resend", .. where, "--stage", "rollout"]);
        Assert.Equal((0, "rollout: 1 sent again\n"), (resent.ExitCode, resent.Output.ReplaceLineEndings("\n")));
        Assert.Equal((1u, 0u), (await raw.CountAsync(BusNames.Queue(run, Stage.Rollout)), await raw.CountAsync(BusNames.ErrorQueue(run, Stage.Rollout))));

        // It is a message like the first one: its stage takes it, and it fails again.
        await using (await BusHost.StartAsync(run, broker, [Stage.Rollout]))
        {
            await FailedAsync(raw, run, 1);
        }

        Assert.Equal("rollout: 1 removed\n", (await CommandLine.RunAsync(["queues", "purge", .. where])).Output.ReplaceLineEndings("\n"));
        Assert.Equal(0u, await raw.CountAsync(BusNames.ErrorQueue(run, Stage.Rollout)));
    }

    [Fact]
    public async Task What_a_message_holds_reaches_the_terminal_encoded_and_bounded()
    {
        var run = SharedServers.UniqueName("hostile");
        var broker = await SharedServers.BrokerAsync();
        await using var raw = await RawBroker.ConnectAsync(broker);
        await using (await BusHost.StartAsync(run, broker, [Stage.Producer]))
        {
        }

        var body = "\u001b]0;owned\u0007\u001b[2J\r\n\u202e\u0000" + new string('x', 1_000_000);
        await raw.PublishAsync(BusNames.ErrorQueue(run, Stage.Verifier), body, "text/\u001b[31m");
        var shown = await CommandLine.RunAsync("queues", "show", "--run", run, "--broker", $"{broker}", "--stage", "verifier");

        var line = Assert.Single(shown.Output.TrimEnd('\n', '\r').Split('\n'));
        Assert.InRange(line.Length, 2_000, 3_000);
        Assert.All(line, static character => Assert.InRange(character, ' ', '~'));
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(body), JsonDocument.Parse(line).RootElement.GetProperty("bytes").GetInt32());
        Assert.Equal(1u, await raw.CountAsync(BusNames.ErrorQueue(run, Stage.Verifier)));
    }

    [Fact]
    public async Task A_run_without_queues_has_none_and_a_broker_is_asked_for()
    {
        var broker = await SharedServers.BrokerAsync();
        var listed = await CommandLine.RunAsync("queues", "list", "--run", SharedServers.UniqueName("nobody"), "--broker", $"{broker}");
        Assert.All(listed.Output.Trim().Split('\n'), static line => Assert.Contains("there is no such queue", line, StringComparison.Ordinal));
        var refused = await CommandLine.RunAsync("queues", "list", "--run", "r", "--broker", "");
        Assert.Equal((2, "guide: guide queues needs --broker (or GUIDE_BROKER): an embedded run has no queues.\n"), (refused.ExitCode, refused.Error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task The_queues_of_a_finished_run_are_removed_once_nobody_takes_from_them()
    {
        var run = SharedServers.UniqueName("clean");
        var broker = await SharedServers.BrokerAsync();
        await using var raw = await RawBroker.ConnectAsync(broker);
        await using var queues = await RunQueues.ConnectAsync($"{broker}", run, CancellationToken.None);
        await using (var host = await BusHost.StartAsync(run, broker, [Stage.Rollout]))
        {
            Assert.Null(await queues.RemoveAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None));
        }

        await raw.PublishAsync(BusNames.Queue(run, Stage.Hint), "{}", "application/json");
        await Deadline.UntilAsync("the queue has it", async () => await raw.CountAsync(BusNames.Queue(run, Stage.Hint)) == 1);
        Assert.Equal(1, await queues.RemoveAsync(Deadline.Moment, TimeProvider.System, CancellationToken.None));
        Assert.All(RunQueues.Names(run), name => Assert.False(raw.QueueExistsAsync(name).GetAwaiter().GetResult(), name));
    }

    private static Task FailedAsync(RawBroker raw, string run, uint count) =>
        Deadline.UntilAsync("the error queue has it", async () => await raw.CountAsync(BusNames.ErrorQueue(run, Stage.Rollout)) == count);
}
