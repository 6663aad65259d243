using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.HintConsumer.Making;

namespace Guide.Cli.Hints;

/// <summary>Runs a hint for a code problem as a program, in the sandbox: one that passes the tests is the answer.</summary>
internal sealed class ProgramCheck : IAsyncDisposable
{
    private readonly OnDemandCodeVerifier _verifier = new(new SandboxOptions(), TimeProvider.System);

    /// <summary>Why the hint must not be used; null = it passes no tests, or the prompt is not code.</summary>
    /// <exception cref="GuideException">The sandbox does not start.</exception>
    public async Task<string?> ReasonAsync(IVerifiablePrompt prompt, string hint, CancellationToken cancellationToken)
    {
        if (prompt.Domain != Domain.Code || prompt.Tests is null)
        {
            return null;
        }

        try
        {
            var verdict = await _verifier.JudgeAsync(VerificationCase.Of(prompt, hint, AnswerFormat.Any), cancellationToken);
            return verdict.Outcome == VerdictOutcome.Correct ? "the hint run as a program passes the tests" : null;
        }
        catch (JudgeUnavailableException exception)
        {
            throw GuideException.Usage($"hints for code cannot be run: {exception.Message}", exception);
        }
    }

    /// <summary>The same for a hint that is being made.</summary>
    public Task<string?> ReasonAsync(WantedHint wanted, string hint, CancellationToken cancellationToken) => ReasonAsync(wanted.Prompt, hint, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _verifier.DisposeAsync();
}
