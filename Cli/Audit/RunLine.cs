namespace Guide.Cli.Audit;

/// <summary>A run in a list of runs.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Arm">Its arm.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="State">"ended" or "not ended".</param>
/// <param name="Version">Its newest policy version.</param>
/// <param name="Steps">The steps it is to take.</param>
/// <param name="Rollouts">Sampled for training so far.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Place">Its run folder or database.</param>
internal sealed record RunLine(string RunId, string Arm, int Seed, string State, int Version, int Steps, long Rollouts, DateTimeOffset CreatedAt, string Place);
