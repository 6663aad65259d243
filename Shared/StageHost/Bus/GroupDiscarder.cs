using System.Text.Json;

using Microsoft.Extensions.Logging;

using Polly;
using Polly.Retry;

namespace Guide.StageHost.Bus;

/// <summary>Discards the group that a poisoned message speaks of, however long the database takes to answer.</summary>
internal sealed class GroupDiscarder(IPoisonedGroups groups, TimeProvider time, ILogger<GroupDiscarder> logger)
{
    // Without end: giving up here would leave a run waiting for ever. The message stays unacknowledged meanwhile, and a stopping
    // process gives it back.
    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(30),
            BackoffType = DelayBackoffType.Exponential,
            OnRetry = attempt =>
            {
                Log.DiscardRetried(logger, attempt.AttemptNumber + 1, attempt.Outcome.Exception);
                return default;
            },
        })
        .Build();

    /// <summary>Reads run and group from the message's body itself: a body that no longer fits its record is one reason to be here.</summary>
    public async Task DiscardAsync(string queue, ReadOnlyMemory<byte> body, Exception cause, CancellationToken cancellationToken)
    {
        var reason = $"{queue}: {Innermost(cause).GetType().Name}: {FirstLine(Innermost(cause).Message)}";
        if (!TryReadGroup(body, out var runId, out var groupId))
        {
            Log.PoisonWithoutGroup(logger, queue, cause);
            return;
        }

        Log.Poison(logger, runId, groupId, queue, cause);
        await _pipeline.ExecuteAsync(
            static async (state, token) => await state.groups.DiscardAsync(state.runId, state.groupId, state.reason, token),
            (groups, runId, groupId, reason),
            cancellationToken);
    }

    private static bool TryReadGroup(ReadOnlyMemory<byte> body, out string runId, out Guid groupId)
    {
        runId = "";
        groupId = default;
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.Object
                && message.TryGetProperty("runId", out var run) && run.ValueKind == JsonValueKind.String
                && message.TryGetProperty("groupId", out var group) && group.ValueKind == JsonValueKind.String
                && (runId = run.GetString()!).Length > 0
                && group.TryGetGuid(out groupId);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Exception Innermost(Exception exception) => exception.GetBaseException();

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
