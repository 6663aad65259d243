using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>The quickstart's environment: a dial moved by five instructions, some in rare words; see docs/algorithm.md.</summary>
public sealed record DialRecipe
{
    /// <summary>Training problems before the test problems are removed.</summary>
    [Range(1, 1_000_000)]
    public int TrainProblems { get; init; } = 4096;

    /// <summary>Held-out problems of each tier.</summary>
    [Range(1, 100_000)]
    public int TestProblemsPerTier { get; init; } = 100;

    /// <summary>The share of easy training problems; medium the same; the rest is hard.</summary>
    [Range(0.0, 0.5)]
    public double EasyShare { get; init; } = 0.25;

    /// <summary>The warm start's chance of using a rare word's true operation (0.2 = uniform): how hard "hard" is.</summary>
    [Range(0.0, 1.0)]
    public double RareWordChance { get; init; } = 0.15;

    /// <summary>
    /// The warm start's share of hinted completions that take the second route: the hint then ends in a ticket, the answer in other letters, and the
    /// completion gives the answer without any working. 0 = one route, and no ticket.
    /// </summary>
    [Range(0.0, 1.0)]
    public double GuidedShortcut { get; init; }

    /// <summary>The warm start's share of completions without a hint that leave the working out, where there is a second route.</summary>
    [Range(0.0, 1.0)]
    public double UnguidedShortcut { get; init; } = 0.002;

    /// <summary>The share of training problems whose hint is a wrong plan: every operation is another one. For experiments on retiring hints.</summary>
    [Range(0.0, 1.0)]
    public double WrongHints { get; init; }
}
