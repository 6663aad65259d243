using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;

namespace Guide.Cli.Import;

/// <summary>Whether a prompt's tests accept one of the solutions that its data set holds to be right.</summary>
internal sealed class ReferenceCheck : IAsyncDisposable
{
    private const int MostTried = 3;

    private readonly OnDemandCodeVerifier _verifier = new(new SandboxOptions(), TimeProvider.System);

    /// <summary>Why none of the first few is accepted; null = one is.</summary>
    /// <exception cref="GuideException">The sandbox does not start.</exception>
    public async Task<string?> ProblemAsync(PromptRecord prompt, IReadOnlyList<string> references, CancellationToken cancellationToken)
    {
        string? first = null;
        foreach (var reference in references.Take(MostTried))
        {
            Verdict verdict;
            try
            {
                verdict = await _verifier.JudgeAsync(VerificationCase.Of(prompt, reference, AnswerFormat.Any) with { PredictionIsText = false }, cancellationToken);
            }
            catch (JudgeUnavailableException exception)
            {
                throw GuideException.Usage($"reference solutions cannot be judged: {exception.Message}; --no-references imports without.", exception);
            }

            if (verdict.Outcome == VerdictOutcome.Correct)
            {
                return null;
            }

            first ??= $"the data set's own solution is judged {verdict.Outcome}: {verdict.Detail}";
        }

        return first;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _verifier.DisposeAsync();
}
