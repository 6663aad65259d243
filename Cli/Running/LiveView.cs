using Spectre.Console;
using Spectre.Console.Rendering;

namespace Guide.Cli.Running;

/// <summary>One line a run on a terminal, redrawn in place; what it shows depends on the width there is.</summary>
internal sealed class LiveView(IAnsiConsole console) : IProgressView
{
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

    private Rows Render(RunBoard board)
    {
        // One column less: a line that fills the last one makes some terminals wrap.
        var runs = board.Snapshot();
        var lines = ProgressLine.Of(runs, status => ProgressText.Pace(board, status), console.Profile.Width - 1);
        return new Rows(lines.Zip(runs, (line, status) => (IRenderable)new Markup(
            $"{Markup.Escape(line.Before)}[{Colour(status.Phase)}]{new string('━', line.Full)}[/][grey]{new string('─', line.Bar - line.Full)}[/]{Markup.Escape(line.After)}")
        {
            Overflow = Overflow.Crop,
        }));
    }

    private static string Colour(RunPhase phase) => phase switch
    {
        RunPhase.Done => "green",
        RunPhase.Failed => "red",
        RunPhase.WarmStart => "yellow",
        _ => "blue",
    };
}
