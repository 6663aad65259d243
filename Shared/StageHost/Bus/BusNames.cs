namespace Guide.StageHost.Bus;

/// <summary>The names of a run's queues; each queue has an exchange of the same name. Two runs on one broker do not meet.</summary>
public static class BusNames
{
    /// <summary>The stage's queue, shared by its replicas: <c>guide-RUN-STAGE</c>.</summary>
    public static string Queue(string runId, Stage stage) => $"guide-{runId}-{stage.Name()}";

    /// <summary>Where messages end that a stage could not handle.</summary>
    public static string ErrorQueue(string runId, Stage stage) => $"{Queue(runId, stage)}_error";

    /// <summary>Where the broker puts messages that were delivered too often; every stage of the run consumes it.</summary>
    public static string DeadLetterQueue(string runId) => $"guide-{runId}-dead-letter";

    /// <summary>The fan-out exchange of PolicyUpdated.</summary>
    public static string PolicyExchange(string runId) => $"guide-{runId}-policy-updated";
}
