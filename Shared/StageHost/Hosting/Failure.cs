using Guide.Contracts;
using Guide.Storage;

using Microsoft.Extensions.Options;

namespace Guide.StageHost;

/// <summary>How a process ends that cannot go on. The one place that turns exceptions into a line and an exit code, for <c>guide</c> and for stages.</summary>
/// <param name="Line">What its user reads: one line, no name of the program before it.</param>
/// <param name="ExitCode">See <see cref="ExitCodes"/>.</param>
public sealed record Failure(string Line, int ExitCode)
{
    /// <summary>What an exception that reached the process root comes to. An exception that nobody expected is named by its type.</summary>
    /// <param name="exception">What reached the root.</param>
    /// <param name="interrupted">True: cancellation means that the user stopped the process; false: nobody did, so it is a failure like any other.</param>
    public static Failure Of(Exception exception, bool interrupted) => exception switch
    {
        GuideException expected => Of(expected.Message, expected.ExitCode),
        OptionsValidationException invalid => Of(string.Join(" ", invalid.Failures), ExitCodes.Usage),
        AggregateException { InnerExceptions: [var only] } => Of(only, interrupted),
        OperationCanceledException when interrupted => Of("interrupted.", ExitCodes.Interrupted),
        _ when DatabaseErrors.IsDatabase(exception) || DatabaseErrors.IsTransient(exception) =>
            Of($"the database cannot be used: {exception.GetBaseException().Message}", ExitCodes.Failed),
        IOException or UnauthorizedAccessException => Of(exception.Message, ExitCodes.Failed),
        _ => Of($"{exception?.GetType().Name}: {exception?.Message}", ExitCodes.Failed),
    };

    private static Failure Of(string message, int exitCode) => new(message.ReplaceLineEndings(" ").Trim(), exitCode);
}
