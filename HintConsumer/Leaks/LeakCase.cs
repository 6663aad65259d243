using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.HintConsumer.Leaks;

/// <summary>A hint and everything that it must not say.</summary>
internal sealed record LeakCase
{
    /// <summary>The share of a worked solution that a hint may say where nobody sets one.</summary>
    public const double UsualShare = 0.8;

    /// <summary>The hint's words.</summary>
    public required string Hint { get; init; }

    /// <summary>Who judges the prompt.</summary>
    public required Domain Domain { get; init; }

    /// <summary>The reference answer, bare or at the end of a worked solution; null for code.</summary>
    public string? Gold { get; init; }

    /// <summary>What was asked: the options of a multiple-choice question, and values that are no secret; null = unknown.</summary>
    public string? Problem { get; init; }

    /// <summary>A worked solution, or a reference program for code; null = none is known.</summary>
    public string? Solution { get; init; }

    /// <summary>The most that may be said of the solution's word sequences, and of the values that only it has; 1 = all.</summary>
    public double LargestShare { get; init; } = UsualShare;

    /// <summary>Science: relative tolerance; null = the verifier's own.</summary>
    public double? RelTol { get; init; }

    /// <summary>The case of a prompt's hint.</summary>
    public static LeakCase Of(IVerifiablePrompt prompt, string hint, string? solution = null, double largestShare = UsualShare) => new()
    {
        Hint = hint,
        Domain = prompt.Domain,
        Gold = prompt.Gold,
        Problem = prompt.Text,
        Solution = solution,
        LargestShare = largestShare,
        RelTol = prompt.RelTol,
    };
}
