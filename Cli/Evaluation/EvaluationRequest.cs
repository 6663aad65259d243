using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;
using Guide.Recipes;

namespace Guide.Cli.Evaluation;

/// <summary>What to measure, and how.</summary>
internal sealed record EvaluationRequest
{
    /// <summary>The checkpoint's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Its name in the result.</summary>
    public required string Name { get; init; }

    /// <summary>The problems.</summary>
    public required IReadOnlyList<PromptRecord> Prompts { get; init; }

    /// <summary>True: with hints.</summary>
    public required bool Guided { get; init; }

    /// <summary>n.</summary>
    public required int SamplesPerProblem { get; init; }

    /// <summary>Of the sampling.</summary>
    public required int Seed { get; init; }

    /// <summary>Budget, temperature, context limit.</summary>
    public required SamplingRecipe Sampling { get; init; }

    /// <summary>How a hint joins its prompt.</summary>
    public required string Template { get; init; }

    /// <summary>Told every completion with its verdict; null = nobody.</summary>
    public Action<JudgedCompletion>? Judged { get; init; }

    /// <summary>The data set that a prompt is of; null = there is one.</summary>
    public Func<PromptRecord, string?> SetOf { get; init; } = static _ => null;

    /// <summary>The judges of the user's own.</summary>
    public VerificationRecipe Judges { get; init; } = new();

    /// <summary>Where a completion must give its answer.</summary>
    public AnswerFormat Format { get; init; } = AnswerFormat.Any;
}
