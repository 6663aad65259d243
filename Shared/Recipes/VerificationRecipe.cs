using System.ComponentModel.DataAnnotations;

using Guide.Contracts.Judging;

namespace Guide.Recipes;

/// <summary>How rollouts are judged.</summary>
public sealed record VerificationRecipe
{
    /// <summary>Attempts per slot before a rollout without a reward is left unjudged.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; init; } = 3;

    /// <summary>True: exactly one \boxed{} and at most three blanks behind it, else FormatError (the paper's gate); the answer is what stands in it.</summary>
    public bool StrictFormat { get; init; }

    /// <summary>Places of a completion that its answer is read from, with commas between them: boxed, answer-tag (&lt;answer&gt;), marked (behind ####), declared ("the answer is"), mathematics (the last), number (the last), whole (a short completion as it stands); "all" = all seven. The default is the three that a completion fills on purpose: free text can be talked into, and is for evaluation.</summary>
    public string AnswerFrom { get; init; } = "boxed,answer-tag,marked";

    /// <summary>Tests only: the name of a scripted reward that replaces the verifiers; null = none.</summary>
    public string? ScriptedReward { get; init; }

    /// <summary>The judge of the domain http.</summary>
    public HttpVerifierRecipe Http { get; init; } = new();

    /// <summary>The judge of the domain assembly.</summary>
    public AssemblyVerifierRecipe Assembly { get; init; } = new();

    /// <summary>Where a completion must give its answer.</summary>
    /// <exception cref="FormatException">A word of <see cref="AnswerFrom"/> is no place.</exception>
    public AnswerFormat ToFormat() => new() { Strict = StrictFormat, From = AnswerFormat.Sources(AnswerFrom) };
}
