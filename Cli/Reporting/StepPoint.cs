namespace Guide.Cli.Reporting;

/// <summary>The metrics of the step that made a version.</summary>
internal sealed record StepPoint(int Version, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>A metric; NaN where the step has none.</summary>
    public double this[string metric] => Metrics.GetValueOrDefault(metric, double.NaN);
}
