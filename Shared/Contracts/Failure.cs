namespace Guide.Contracts;

/// <summary>How a process ends that cannot go on. The one place that turns exceptions into a line and an exit code, for <c>guide</c>, for stages and for the sandbox service.</summary>
/// <param name="Line">What its user reads: one line, no name of the program before it.</param>
/// <param name="ExitCode">See <see cref="ExitCodes"/>.</param>
public sealed record Failure(string Line, int ExitCode)
{
    /// <summary>What an exception that reached the process root comes to. An exception that nobody expected is named by its type.</summary>
    /// <param name="exception">What reached the root.</param>
    /// <param name="interrupted">True: cancellation means that the user stopped the process; false: nobody did, so it is a failure like any other.</param>
    /// <param name="expected">Failures of the process's own libraries as its user is told of them; null from it, or no function = a bug.</param>
    public static Failure Of(Exception exception, bool interrupted, Func<Exception, GuideException?>? expected = null) => exception switch
    {
        GuideException known => Of(known),
        AggregateException { InnerExceptions: [var only] } => Of(only, interrupted, expected),
        OperationCanceledException when interrupted => new("interrupted.", ExitCodes.Interrupted),
        _ when expected?.Invoke(exception) is { } known => Of(known),
        IOException or UnauthorizedAccessException => new(OneLine(exception.Message), ExitCodes.Failed),
        _ => new(OneLine($"{exception?.GetType().Name}: {exception?.Message}"), ExitCodes.Failed),
    };

    private static Failure Of(GuideException known) => new(OneLine(known.Message), known.ExitCode);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
