using Guide.Contracts.Messages;
using Guide.StageHost;
using Guide.StageHost.Bus;

using MassTransit;

namespace Guide.IntegrationTests.Bus;

public sealed class BusTests
{
    [Theory]
    [InlineData("memory")]
    [InlineData("rabbitmq")]
    public async Task Each_message_reaches_the_stage_that_handles_it_with_every_value(string transport)
    {
        var run = SharedServers.UniqueName("each");
        await using var host = await BusHost.StartAsync(run, await BrokerAsync(transport), [.. StageNames.All], listen: true);

        await ArrivesAsync(host, Messages.SampleGroup(run), host.Sender.SendAsync);
        await ArrivesAsync(host, Messages.GroupSampled(run), host.Sender.SendAsync);
        await ArrivesAsync(host, Messages.GroupVerified(run), host.Sender.SendAsync);
        await ArrivesAsync(host, Messages.GroupCompleted(run), host.Sender.SendAsync);
        await ArrivesAsync(host, Messages.GroupDiscarded(run), host.Sender.SendAsync);
        await ArrivesAsync(host, Messages.PolicyUpdated(run), host.Sender.SendAsync);
        Assert.True(host.Received.IsEmpty);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("rabbitmq")]
    public async Task A_message_that_its_consumer_refuses_discards_its_group_even_while_the_database_is_away(string transport)
    {
        var run = SharedServers.UniqueName("poison");
        await using var host = await BusHost.StartAsync(run, await BrokerAsync(transport), [Stage.Rollout]);
        host.Discards.FailNext(2);

        await host.Sender.SendAsync(Messages.SampleGroup(run, RecordingConsumer<SampleGroup>.PoisonedGroup), Deadline.Token());
        await host.Sender.SendAsync(Messages.SampleGroup(run), Deadline.Token());
        var (_, healthy) = await host.Received.NextAsync();

        Assert.NotEqual(RecordingConsumer<SampleGroup>.PoisonedGroup, ((SampleGroup)healthy).GroupId);
        await Deadline.UntilAsync("the third discard succeeds", () => Task.FromResult(host.Discards.Calls.Count == 3));
        Assert.All(host.Discards.Calls, call =>
        {
            Assert.Equal((run, RecordingConsumer<SampleGroup>.PoisonedGroup), (call.RunId, call.GroupId));
            Assert.Equal($"guide-{run}-rollout: InvalidOperationException: This group kills.", call.Reason);
        });
    }

    [Fact]
    public async Task A_refused_message_ends_in_the_stages_error_queue()
    {
        var run = SharedServers.UniqueName("error");
        var broker = await SharedServers.BrokerAsync();
        await using var host = await BusHost.StartAsync(run, broker, [Stage.Rollout]);
        await using var raw = await RawBroker.ConnectAsync(broker);

        await host.Sender.SendAsync(Messages.SampleGroup(run, RecordingConsumer<SampleGroup>.PoisonedGroup), Deadline.Token());

        await Deadline.UntilAsync("one message in the error queue", async () => await raw.CountAsync(BusNames.ErrorQueue(run, Stage.Rollout)) == 1);
        Assert.Equal(0u, await raw.CountAsync(BusNames.Queue(run, Stage.Rollout)));

        // At the first attempt: not by way of the delivery limit.
        Assert.Single(host.Discards.Calls);
    }

    [Theory]
    [InlineData("""{"messageType":["guide:sample-group:v2"],"message":{"runId":"RUN","groupId":"11111111-1111-1111-1111-111111111111"}}""", true)]
    [InlineData("""{"messageType":["guide:sample-group:v1"],"message":{"runId":"RUN","groupId":"11111111-1111-1111-1111-111111111111"}}""", true)]
    [InlineData("""{"messageType":["guide:sample-group:v1"],"message":[]}""", false)]
    [InlineData("not json", false)]
    public async Task A_message_that_cannot_be_read_is_never_dropped_silently(string body, bool namesItsGroup)
    {
        var run = SharedServers.UniqueName("unreadable");
        var broker = await SharedServers.BrokerAsync();
        await using var host = await BusHost.StartAsync(run, broker, [Stage.Rollout]);
        await using var raw = await RawBroker.ConnectAsync(broker);

        await raw.PublishAsync(
            BusNames.Queue(run, Stage.Rollout), body.Replace("RUN", run, StringComparison.Ordinal), "application/vnd.masstransit+json");

        await Deadline.UntilAsync("one message in the error queue", async () => await raw.CountAsync(BusNames.ErrorQueue(run, Stage.Rollout)) == 1);
        Assert.Equal(namesItsGroup ? 1 : 0, host.Discards.Calls.Count);
        Assert.True(host.Received.IsEmpty);
    }

    [Fact]
    public async Task Every_stages_queue_exists_when_any_stage_has_started()
    {
        var run = SharedServers.UniqueName("topology");
        var broker = await SharedServers.BrokerAsync();
        await using var raw = await RawBroker.ConnectAsync(broker);
        Assert.False(await raw.QueueExistsAsync(BusNames.Queue(run, Stage.Learner)));

        await using var host = await BusHost.StartAsync(run, broker, [Stage.Producer]);

        foreach (var stage in StageNames.All)
        {
            Assert.True(await raw.QueueExistsAsync(BusNames.Queue(run, stage)), $"{stage}");
            Assert.True(await raw.QueueExistsAsync(BusNames.ErrorQueue(run, stage)), $"{stage}, errors");
        }

        // Nobody consumes these: they wait.
        await host.Sender.SendAsync(Messages.SampleGroup(run), Deadline.Token());
        Assert.Equal(1u, await raw.CountAsync(BusNames.Queue(run, Stage.Rollout)));
    }

    [Fact]
    public async Task A_message_that_no_queue_would_receive_is_an_error()
    {
        var run = SharedServers.UniqueName("mandatory");
        await using var host = await BusHost.StartAsync(run, await SharedServers.BrokerAsync(), [Stage.Producer]);

        await Assert.ThrowsAsync<MessageReturnedException>(() => host.Sender.SendAsync(Messages.SampleGroup("no-such-run"), Deadline.Token()));
    }

    [Fact]
    public async Task Queues_that_the_broker_has_lost_are_declared_again_by_whoever_sends_to_them()
    {
        var run = SharedServers.UniqueName("wiped");
        var broker = await SharedServers.BrokerAsync();
        await using var host = await BusHost.StartAsync(run, broker, [Stage.Producer]);
        await using var raw = await RawBroker.ConnectAsync(broker);
        await raw.DeleteQueueAsync(BusNames.Queue(run, Stage.Rollout));
        await raw.DeleteQueueAsync(BusNames.ErrorQueue(run, Stage.Hint));

        await host.Sender.SendAsync(Messages.SampleGroup(run), Deadline.Token());
        Assert.Equal(1u, await raw.CountAsync(BusNames.Queue(run, Stage.Rollout)));
        Assert.True(await raw.QueueExistsAsync(BusNames.ErrorQueue(run, Stage.Hint)));
    }

    [Fact]
    public async Task What_fails_is_poison_only_after_the_servers_have_answered()
    {
        var run = SharedServers.UniqueName("proof");
        var probe = new SwitchedProbe(isUsable: false);
        await using var host = await BusHost.StartAsync(
            run, null, [Stage.Rollout], new Dictionary<string, string?> { ["Outage:ProbeEvery"] = "00:00:00.050" }, probe: probe);
        await host.Sender.SendAsync(Messages.SampleGroup(run, RecordingConsumer<SampleGroup>.PoisonedGroup), Deadline.Token());
        await Deadline.UntilAsync("the proof is tried ten times", () => Task.FromResult(probe.Tries >= 10));
        Assert.Empty(host.Discards.Calls);

        probe.IsUsable = true;
        await Deadline.UntilAsync("it is poison", () => Task.FromResult(host.Discards.Calls.Count == 1));
    }

    [Fact]
    public async Task A_process_that_only_waits_for_messages_notices_that_the_broker_is_away()
    {
        var run = SharedServers.UniqueName("idle");
        var broker = await SharedServers.BrokerAsync();
        var proxy = new StallingProxy(broker.Port);
        await using var host = await BusHost.StartAsync(
            run, new UriBuilder(broker) { Port = proxy.Port }.Uri, [Stage.Rollout], new Dictionary<string, string?> { ["Outage:ProbeEvery"] = "00:00:00.050", ["Outage:ProbeTimeout"] = "00:00:02" });
        await proxy.DisposeAsync();
        await Deadline.UntilAsync("it is noticed", () => Task.FromResult(host.Outage.Reason is not null));
        Assert.StartsWith("amqp://127.0.0.1", host.Outage.Reason, StringComparison.Ordinal);

        await using var again = new StallingProxy(broker.Port, proxy.Port);
        await Deadline.UntilAsync("it is over", () => Task.FromResult(host.Outage.Reason is null));
    }

    [Fact]
    public async Task A_message_is_taken_by_another_soon_after_its_holder_has_fallen_silent()
    {
        var run = SharedServers.UniqueName("silent");
        var broker = await SharedServers.BrokerAsync();
        await using var proxy = new StallingProxy(broker.Port);
        var settings = new Dictionary<string, string?> { ["Bus:Heartbeat"] = "00:00:01" };
        await using var silent = await BusHost.StartAsync(run, new UriBuilder(broker) { Port = proxy.Port }.Uri, [Stage.Rollout], settings);
        await using var sender = await BusHost.StartAsync(run, broker, [Stage.Producer], settings);
        proxy.StallAll();
        var message = Messages.SampleGroup(run);
        await sender.Sender.SendAsync(message, Deadline.Token());

        await using var other = await BusHost.StartAsync(run, broker, [Stage.Rollout], settings);
        Assert.Equal(message, (await other.Received.NextAsync()).Message);
        proxy.Release();
    }

    [Fact]
    public async Task A_message_that_is_delivered_too_often_discards_its_group_and_ends_in_the_error_queue()
    {
        var run = SharedServers.UniqueName("limit");
        var broker = await SharedServers.BrokerAsync();
        await using var host = await BusHost.StartAsync(
            run, broker, [Stage.Producer], new Dictionary<string, string?> { ["Bus:DeliveryLimit"] = "3" });
        await using var raw = await RawBroker.ConnectAsync(broker);
        var message = Messages.SampleGroup(run);
        await host.Sender.SendAsync(message, Deadline.Token());

        var deliveries = 0;
        await Deadline.UntilAsync("the message has left the queue", async () =>
        {
            if (await raw.TakeAndReturnAsync(BusNames.Queue(run, Stage.Rollout)))
            {
                deliveries++;
            }

            return !host.Discards.Calls.IsEmpty;
        });

        // A limit of three repetitions: the first delivery and three more.
        Assert.Equal(4, deliveries);
        Assert.Equal((run, message.GroupId), (host.Discards.Calls.Single().RunId, host.Discards.Calls.Single().GroupId));
        await Deadline.UntilAsync("one message in the error queue", async () => await raw.CountAsync(BusNames.ErrorQueue(run, Stage.Rollout)) == 1);
    }

    [Fact]
    public async Task Every_replica_hears_of_a_new_policy_and_its_endpoint_vanishes_with_it()
    {
        var run = SharedServers.UniqueName("policy");
        var broker = await SharedServers.BrokerAsync();
        await using var learner = await BusHost.StartAsync(run, broker, [Stage.Learner]);

        // Nobody listens yet: no error.
        await learner.Sender.SendAsync(Messages.PolicyUpdated(run), Deadline.Token());

        await using var first = await BusHost.StartAsync(run, broker, [Stage.Rollout], listen: true);
        await using (var second = await BusHost.StartAsync(run, broker, [Stage.Rollout], listen: true))
        {
            await learner.Sender.SendAsync(Messages.PolicyUpdated(run), Deadline.Token());
            Assert.Equal(nameof(PolicyListener), (await first.Received.NextAsync()).Consumer);
            Assert.Equal(nameof(PolicyListener), (await second.Received.NextAsync()).Consumer);
        }

        await learner.Sender.SendAsync(Messages.PolicyUpdated(run), Deadline.Token());
        await first.Received.NextAsync();
        Assert.True(first.Received.IsEmpty);
    }

    [Fact]
    public async Task Two_runs_on_one_broker_do_not_meet()
    {
        var broker = await SharedServers.BrokerAsync();
        var (one, two) = (SharedServers.UniqueName("one"), SharedServers.UniqueName("two"));
        await using var hostOne = await BusHost.StartAsync(one, broker, [Stage.Rollout], listen: true);
        await using var hostTwo = await BusHost.StartAsync(two, broker, [Stage.Rollout], listen: true);

        await hostOne.Sender.SendAsync(Messages.PolicyUpdated(one), Deadline.Token());
        await hostOne.Sender.SendAsync(Messages.SampleGroup(one), Deadline.Token());
        await hostOne.Sender.SendAsync(Messages.SampleGroup(two), Deadline.Token());
        await hostOne.Received.NextAsync();
        await hostOne.Received.NextAsync();

        Assert.Equal(two, ((SampleGroup)(await hostTwo.Received.NextAsync()).Message).RunId);
        Assert.True(hostOne.Received.IsEmpty);
        Assert.True(hostTwo.Received.IsEmpty);
    }

    private static async Task ArrivesAsync<T>(BusHost host, T message, Func<T, CancellationToken, Task> send)
        where T : class
    {
        await send(message, Deadline.Token());
        var (consumer, received) = await host.Received.NextAsync();
        Assert.Equal(message is PolicyUpdated ? nameof(PolicyListener) : typeof(T).Name, consumer);
        Assert.Equal(message, received);
    }

    private static async Task<Uri?> BrokerAsync(string transport) => transport == "memory" ? null : await SharedServers.BrokerAsync();
}
