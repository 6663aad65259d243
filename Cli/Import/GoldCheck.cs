using System.Text.Json;
using Guide.Answers;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;

namespace Guide.Cli.Import;

/// <summary>Whether a gold answer (or a prompt's tests) can ever be matched.</summary>
internal sealed class GoldCheck(VerifierSet verifiers)
{
    /// <summary>Prompts of a judge of the user's own that were taken unchecked: the judge is not named, or there is no gold to ask it about.</summary>
    public int Unchecked { get; private set; }

    /// <summary>Why not; null = it can. The gold must parse, and whoever answers exactly the gold must be right.</summary>
    /// <exception cref="GuideException">Exit code 2: nobody can judge it now.</exception>
    public async Task<string?> ProblemAsync(PromptRecord prompt, CancellationToken cancellationToken)
    {
        if (prompt.Domain == Domain.Code)
        {
            return TestsProblem(prompt.Tests!.Value);
        }

        if (prompt.Domain.IsOwn() && (prompt.Gold is null || verifiers.Find(prompt.Domain) is null))
        {
            Unchecked++;
            return null;
        }

        if (!GoldAnswer.TryParse(prompt.Domain, prompt.Gold!, out var reason))
        {
            return reason;
        }

        Verdict verdict;
        try
        {
            verdict = await verifiers.JudgeAsync(VerificationCase.Of(prompt, prompt.Gold!, AnswerFormat.Any) with { PredictionIsText = false }, cancellationToken);
        }
        catch (JudgeUnavailableException exception)
        {
            // It says nothing about the prompt: an import without its judge would be a smaller data set.
            throw GuideException.Usage($"gold answers cannot be judged: {exception.Message}; without --http-judge and --assembly-judge they are not.", exception);
        }

        return verdict.Outcome == VerdictOutcome.Correct ? null : $"the answer is not judged equal to itself: {verdict.Detail}";
    }

    private static string? TestsProblem(JsonElement tests)
    {
        try
        {
            CodeTests.Parse(tests);
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return $"the tests are not understood: {exception.Message}";
        }
    }
}
