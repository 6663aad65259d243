namespace Guide.Cli.Replay;

/// <summary>One step taken again.</summary>
/// <param name="Version">The version it makes.</param>
/// <param name="Lineages">Lineages it took.</param>
/// <param name="UpdatesApplied">Optimizer updates made now.</param>
/// <param name="Before">The run's metrics of that step.</param>
/// <param name="After">This replay's.</param>
internal sealed record ReplayedStep(int Version, int Lineages, int UpdatesApplied, IReadOnlyDictionary<string, double> Before, IReadOnlyDictionary<string, double> After);
