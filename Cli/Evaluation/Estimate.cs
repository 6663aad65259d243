namespace Guide.Cli.Evaluation;

/// <summary>A mean over problems with its interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Problems">How many problems it is over.</param>
public sealed record Estimate(double Mean, double Low, double High, int Problems);
