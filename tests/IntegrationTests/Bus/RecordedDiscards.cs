using System.Collections.Concurrent;

using Guide.StageHost.Bus;

namespace Guide.IntegrationTests.Bus;

/// <summary>Stands for the database: remembers, and fails as often as it is told to.</summary>
internal sealed class RecordedDiscards : IPoisonedGroups
{
    private int _failures;

    public ConcurrentQueue<(string RunId, Guid GroupId, string Reason)> Calls { get; } = new();

    public void FailNext(int times) => _failures = times;

    public Task DiscardAsync(string runId, Guid groupId, string reason, CancellationToken cancellationToken)
    {
        Calls.Enqueue((runId, groupId, reason));
        return Interlocked.Decrement(ref _failures) >= 0 ? Task.FromException(new IOException("The database is away.")) : Task.CompletedTask;
    }
}
