using System.Diagnostics;
using System.Diagnostics.Metrics;

using Guide.Storage.Entities;

namespace Guide.StageHost.Telemetry;

/// <summary>The meter and the activity source of a stage, both named after its assembly. Each stage derives its own.</summary>
public abstract class StageInstruments : IDisposable
{
    /// <summary>Makes both.</summary>
    /// <param name="meters">Where the process collects its meters.</param>
    /// <param name="name">The assembly's name, for example "Guide.Producer".</param>
    protected StageInstruments(IMeterFactory meters, string name)
    {
        ArgumentNullException.ThrowIfNull(meters);
        Meter = meters.Create(name);
        Activities = new ActivitySource(name);
    }

    /// <summary>The stage's meter.</summary>
    protected Meter Meter { get; }

    /// <summary>The stage's activity source.</summary>
    protected ActivitySource Activities { get; }

    /// <summary>
    /// Begins a stage's work on a group, in the trace of its lineage. Under the message that asked for it when that message belongs to the
    /// trace; where it does not (a message that reconciliation sent again, or none), the lineage's own id joins them.
    /// </summary>
    /// <param name="verb">What the stage does: "admit", "sample", ….</param>
    /// <param name="group">The group.</param>
    /// <returns>Dispose it when the work is done and what it calls for is sent; null = nobody listens.</returns>
    public Activity? Start(string verb, GroupRow group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var lineage = LineageContext(group.ParentId ?? group.GroupId);
        var parent = Activity.Current is { } current && current.TraceId == lineage.TraceId ? current.Context : lineage;
        var activity = Activities.StartActivity(verb, ActivityKind.Internal, parent);
        activity?.SetTag("guide.run_id", group.RunId);
        activity?.SetTag("guide.group_id", group.GroupId);
        return activity;
    }

    /// <summary>
    /// The trace of a lineage: its id is the root group's, so that every stage finds it in the database as well as in a message, and whoever
    /// knows a group's id from <c>guide explain</c> finds its trace.
    /// </summary>
    public static ActivityContext LineageContext(Guid rootId) =>
        new(ActivityTraceId.CreateFromString(rootId.ToString("N")), spanId: default, ActivityTraceFlags.Recorded);

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends both.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Meter.Dispose();
            Activities.Dispose();
        }
    }
}
