namespace Guide.Cli.Reporting;

/// <summary>One policy of a comparison.</summary>
/// <param name="Name">For a reader.</param>
/// <param name="Policy">The arm, or "initial": whose colour it has.</param>
/// <param name="Steps">Policy versions; the mean over seeds.</param>
/// <param name="Rollouts">Sampled for training; empty = said elsewhere.</param>
/// <param name="Cells">By tier and k.</param>
internal sealed record ResultRow(string Name, string Policy, string Steps, string Rollouts, IReadOnlyList<IReadOnlyList<ResultCell>> Cells);
