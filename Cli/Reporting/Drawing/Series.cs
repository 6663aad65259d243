namespace Guide.Cli.Reporting.Drawing;

/// <summary>A line of a chart.</summary>
/// <param name="Name">In the legend; several lines of one name are one entry.</param>
/// <param name="Colour">A class of the style sheet.</param>
/// <param name="Points">x and y, by x; a y that is not finite is a gap.</param>
internal sealed record Series(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points);
