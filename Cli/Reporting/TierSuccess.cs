namespace Guide.Cli.Reporting;

/// <summary>Success of unguided training rollouts of one tier in the lineages that one step consumed.</summary>
/// <param name="Version">The version the step made.</param>
/// <param name="Tier">The tier.</param>
/// <param name="Groups">Root groups.</param>
/// <param name="Judged">Judged unguided rollouts.</param>
/// <param name="Correct">Correct ones.</param>
internal sealed record TierSuccess(int Version, string Tier, int Groups, int Judged, int Correct);
