namespace Guide.Cli.Reporting.Drawing;

/// <summary>A chart with its words. The legend stands outside the drawing, so it covers nothing.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Svg">The drawing; it scales to its place.</param>
/// <param name="Legend">Name and colour of each series.</param>
/// <param name="Note">What counts for all of it, below the chart; empty = nothing.</param>
internal sealed record Figure(string Title, string Svg, IReadOnlyList<(string Name, string Colour)> Legend, string Note = "");
