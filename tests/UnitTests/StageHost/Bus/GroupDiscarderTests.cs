using System.Text;

using Guide.StageHost.Bus;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.StageHost;

public sealed class GroupDiscarderTests : IPoisonedGroups
{
    private const string Body = """{"message":{"runId":"r","groupId":"00112233-4455-6677-8899-aabbccddeeff"}}""";
    private readonly JumpingClock _time = new();
    private readonly List<(string RunId, Guid GroupId, string Reason)> _calls = [];
    private int _failures;

    [Fact]
    public async Task A_database_that_is_away_for_an_hour_is_waited_for()
    {
        _failures = 130;
        await Discarder().DiscardAsync("q", Encoding.UTF8.GetBytes(Body), new IOException("broken"), CancellationToken.None);

        Assert.Equal(131, _calls.Count);
        Assert.Equal(("r", Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), "q: IOException: broken"), _calls[0]);
        Assert.True(_time.GetUtcNow() - _time.Start > TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_stopping_process_gives_the_message_back()
    {
        _failures = int.MaxValue;
        using var stop = new CancellationTokenSource();
        var discarding = Discarder(new FakeTimeProvider()).DiscardAsync("q", Encoding.UTF8.GetBytes(Body), new IOException("broken"), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => discarding);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"message":1}""")]
    [InlineData("""{"message":{"runId":"","groupId":"00112233-4455-6677-8899-aabbccddeeff"}}""")]
    [InlineData("""{"message":{"runId":"r","groupId":"nonsense"}}""")]
    [InlineData("""{"message":{"runId":7,"groupId":"00112233-4455-6677-8899-aabbccddeeff"}}""")]
    public async Task A_body_without_run_and_group_discards_nothing(string body)
    {
        await Discarder().DiscardAsync("q", Encoding.UTF8.GetBytes(body), new IOException("broken"), CancellationToken.None);

        Assert.Empty(_calls);
    }

    Task IPoisonedGroups.DiscardAsync(string runId, Guid groupId, string reason, CancellationToken cancellationToken)
    {
        _calls.Add((runId, groupId, reason));
        return _failures-- > 0 ? Task.FromException(new IOException("The database is away.")) : Task.CompletedTask;
    }

    private GroupDiscarder Discarder(TimeProvider? time = null) => new(this, time ?? _time, NullLogger<GroupDiscarder>.Instance);
}
