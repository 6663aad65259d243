using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

using Guide.Contracts;

namespace Guide.Recipes;

/// <summary>The words in which hints are asked for.</summary>
public static partial class HintRequest
{
    private const int LongestSolution = 12_000;
    private const string WantedPlace = "{wanted}";

    /// <summary>What of a solution whoever makes the hint is told.</summary>
    public static string Known(string solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        return solution.Length > LongestSolution ? solution[..LongestSolution] : solution;
    }

    /// <summary>How much a hint of a level may say.</summary>
    public static string Wanted(HintLevel level) => level switch
    {
        HintLevel.Nudge => "Name in one sentence the idea or fact that helps. Give no step and no number that the problem does not give.",
        HintLevel.Plan => "Say in two or three sentences which method to use and in which order. Carry out no step.",
        HintLevel.FirstStep => "Say the method in one sentence and carry out the first step only.",
        _ => "Carry out the first half of the steps and stop there.",
    };

    /// <summary>What the policy continues to make a hint of a level.</summary>
    public static string OfSelf(SelfHintRecipe recipe, HintLevel level, string prompt, string solution)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(solution);
        var known = Known(solution);
        return Place().Replace(recipe.Template, place => place.Value switch { "{prompt}" => prompt, "{solution}" => known, _ => Wanted(level) });
    }

    /// <summary>The levels that the policy makes: all of the recipe's where the template says which is wanted, else one, a plan.</summary>
    public static IReadOnlyList<HintLevel> SelfLevels(GuidanceRecipe guidance)
    {
        ArgumentNullException.ThrowIfNull(guidance);
        return guidance.Self.Template.Contains(WantedPlace, StringComparison.Ordinal) ? GuidanceWords.Levels(guidance) : [HintLevel.Plan];
    }

    /// <summary>Part of a self-made hint's key: another template makes other hints.</summary>
    public static string SelfVersion(SelfHintRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return $"self/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(recipe.Template)).AsSpan(0, 4))}";
    }

    /// <summary>What a reasoning model thinks is not its hint; cut off while thinking, it has none.</summary>
    public static string WithoutReasoning(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.LastIndexOf("</think>", StringComparison.Ordinal);
        return end >= 0 ? text[(end + "</think>".Length)..] : text.TrimStart().StartsWith("<think>", StringComparison.Ordinal) ? "" : text;
    }

    [GeneratedRegex(@"\{(?:prompt|solution|wanted)\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
