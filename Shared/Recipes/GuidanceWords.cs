using Guide.Contracts;

namespace Guide.Recipes;

/// <summary>The lists of guidance settings, read from their words.</summary>
public static class GuidanceWords
{
    /// <summary>The sources in the order of trying.</summary>
    /// <exception cref="FormatException">A word is none, or stands twice; the message says which there are.</exception>
    public static IReadOnlyList<HintSource> Sources(GuidanceRecipe guidance)
    {
        ArgumentNullException.ThrowIfNull(guidance);
        return Read<HintSource>(guidance.Sources, "a source of hints");
    }

    /// <summary>The levels of made hints, weakest first.</summary>
    /// <exception cref="FormatException">A word is none, or stands twice; the message says which there are.</exception>
    public static IReadOnlyList<HintLevel> Levels(GuidanceRecipe guidance)
    {
        ArgumentNullException.ThrowIfNull(guidance);
        return [.. Read<HintLevel>(guidance.Levels, "a level of hints").Order()];
    }

    /// <summary>Guided groups without gain before a hint is retired; 0 = never.</summary>
    public static int RetireAfter(GuidanceRecipe guidance)
    {
        ArgumentNullException.ThrowIfNull(guidance);
        return guidance.RetireAfter ?? (Sources(guidance) is [HintSource.Data] ? 0 : 3);
    }

    /// <summary>What is wrong with the words; null = nothing.</summary>
    internal static string? SourcesProblem(GuidanceRecipe guidance)
    {
        try
        {
            _ = Sources(guidance);
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>What is wrong with the words; null = nothing.</summary>
    internal static string? LevelsProblem(GuidanceRecipe guidance)
    {
        try
        {
            _ = Levels(guidance);
            return null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>Whether a source is among the words, readable or not.</summary>
    internal static bool Has(GuidanceRecipe guidance, HintSource source) =>
        guidance.Sources.Split(',', StringSplitOptions.TrimEntries).Contains(SnakeCaseJson.Word(source));

    private static List<T> Read<T>(string words, string what)
        where T : struct, Enum
    {
        var known = Enum.GetValues<T>().ToDictionary(static value => SnakeCaseJson.Word(value), StringComparer.Ordinal);
        var found = new List<T>();
        foreach (var word in words.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!known.TryGetValue(word, out var value))
            {
                throw new FormatException($"'{word}' is not {what}; there are {string.Join(", ", known.Keys)}, with commas between them");
            }

            if (found.Contains(value))
            {
                throw new FormatException($"'{word}' stands twice");
            }

            found.Add(value);
        }

        return found;
    }
}
