namespace Guide.Cli.Reporting;

/// <summary>One pass@k. One seed: its 95 % interval over problems; several: ± standard deviation over seeds.</summary>
/// <param name="Mean">The mean over seeds; empty = not measured.</param>
/// <param name="Spread">How sure it is.</param>
internal sealed record ResultCell(string Mean, string Spread);
