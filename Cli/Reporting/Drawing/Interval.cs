namespace Guide.Cli.Reporting.Drawing;

/// <summary>A measured share with its interval, for a row of dots or a group of bars.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Colour">A class of the style sheet.</param>
/// <param name="Mean">The share.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record Interval(string Name, string Colour, double Mean, double Low, double High);
