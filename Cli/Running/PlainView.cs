namespace Guide.Cli.Running;

/// <summary>Lines for a file or a pipe: one whenever a run enters a phase, and every ten seconds between.</summary>
internal sealed class PlainView(TextWriter output) : IProgressView
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (RunPhase Phase, long Shown)> _shown = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task ShowAsync(RunBoard board, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                Show(board);
                await Task.Delay(Look, board.Time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            Show(board);
        }
    }

    private void Show(RunBoard board)
    {
        foreach (var status in board.Snapshot())
        {
            var known = _shown.TryGetValue(status.Title, out var last);
            if (status.Phase == RunPhase.Waiting
                || (known && last.Phase == status.Phase && (status.Phase is RunPhase.Done or RunPhase.Failed || board.Time.GetElapsedTime(last.Shown) < Between)))
            {
                continue;
            }

            _shown[status.Title] = (status.Phase, board.Time.GetTimestamp());
            string[] parts = [ProgressText.Phase(status), ProgressText.Metrics(status), ProgressText.Pace(board, status)];
            output.WriteLine($"{status.Title}: {string.Join(" · ", parts.Where(p => p.Length > 0))}");
        }
    }
}
