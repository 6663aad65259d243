using System.Globalization;

using Spectre.Console;
using Spectre.Console.Rendering;

namespace Guide.Cli.Running;

/// <summary>A table on a terminal, redrawn in place.</summary>
internal sealed class LiveView(IAnsiConsole console) : IProgressView
{
    private const int BarCells = 24;
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public Task ShowAsync(RunBoard board, CancellationToken stop) =>
        console.Live(Render(board)).AutoClear(false).StartAsync(async live =>
        {
            try
            {
                while (true)
                {
                    live.UpdateTarget(Render(board));
                    await Task.Delay(Redraw, board.Time, stop);
                }
            }
            catch (OperationCanceledException)
            {
                live.UpdateTarget(Render(board));
            }
        });

    private static Table Render(RunBoard board)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("run", "", "", "last step", "rollouts", "");
        foreach (var status in board.Snapshot())
        {
            table.AddRow(
                new Text(status.Title),
                Bar(status),
                new Text(ProgressText.Phase(status)),
                new Text(ProgressText.Metrics(status)),
                new Text(status.Rollouts > 0 ? status.Rollouts.ToString("#,0", CultureInfo.InvariantCulture) : ""),
                new Text(ProgressText.Pace(board, status)));
        }

        return table;
    }

    private static IRenderable Bar(RunStatus status)
    {
        var share = status.Phase == RunPhase.Done ? 1 : status.Total == 0 ? 0 : Math.Clamp((double)status.Done / status.Total, 0, 1);
        var full = (int)Math.Round(share * BarCells);
        var colour = status.Phase switch
        {
            RunPhase.Done => "green",
            RunPhase.Failed => "red",
            RunPhase.WarmStart => "yellow",
            _ => "blue",
        };
        return new Markup($"[{colour}]{new string('━', full)}[/][grey]{new string('─', BarCells - full)}[/]");
    }
}
