using System.ComponentModel.DataAnnotations;

namespace Guide.StageHost.Bus;

/// <summary>Transport settings that all stages of a run must share; section <c>Bus</c>.</summary>
public sealed record BusOptions
{
    /// <summary>How long a starting process waits for the broker before it gives up with one line.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a send is repeated, with the same message id, before the broker counts as away (see <see cref="Outages.OutageOptions"/>); then it goes on.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one try of a send waits for the broker's confirm; then it is repeated. A message that arrives twice is handled once.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A peer that is gone without a word is noticed after two of them; until then its connection keeps its messages.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Deliveries of one message before the broker takes it for the killer of its consumers and dead-letters it. A queue's arguments
    /// cannot change while it exists: the same value in every process of a run.
    /// </summary>
    [Range(1, 10_000)]
    public int DeliveryLimit { get; init; } = 20;
}
