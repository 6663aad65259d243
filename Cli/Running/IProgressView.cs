namespace Guide.Cli.Running;

/// <summary>Shows a board until it is told to stop: live on a terminal, plain lines elsewhere.</summary>
internal interface IProgressView
{
    /// <summary>Returns soon after <paramref name="stop"/> is cancelled, having shown the last state.</summary>
    Task ShowAsync(RunBoard board, CancellationToken stop);
}
