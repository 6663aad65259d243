using Guide.Contracts;
using Guide.Verification;

namespace Guide.Cli.Import;

/// <summary>Whether a gold answer can ever be matched.</summary>
internal sealed class GoldCheck(VerifierSet verifiers)
{
    /// <summary>Why the prompt's gold answer cannot be parsed; null = it can. Whoever answers exactly the gold must be right.</summary>
    public async Task<string?> ProblemAsync(PromptRecord prompt, CancellationToken cancellationToken)
    {
        if (prompt.Domain == Domain.Code)
        {
            return null;
        }

        var verdict = await verifiers.JudgeAsync(
            new VerificationCase
            {
                Domain = prompt.Domain,
                Gold = prompt.Gold,
                Prediction = prompt.Gold ?? "",
                PredictionIsText = false,
                Problem = prompt.Prompt,
                RelTol = prompt.RelTol,
            },
            cancellationToken);
        return verdict.Outcome == VerdictOutcome.Correct ? null : $"the answer is not understood: {verdict.Detail}";
    }
}
