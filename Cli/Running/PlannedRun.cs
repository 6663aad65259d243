using Guide.Recipes;

namespace Guide.Cli.Running;

/// <summary>One arm with one seed: a run.</summary>
/// <param name="RunId">Unique wherever its queues and rows are.</param>
/// <param name="Arm">The arm.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Recipe">Its settings with that seed; steps are still to be chosen when it matches another arm.</param>
/// <param name="MatchRolloutsOf">That arm; null = none.</param>
internal sealed record PlannedRun(string RunId, string Arm, int Seed, RunRecipe Recipe, string? MatchRolloutsOf);
