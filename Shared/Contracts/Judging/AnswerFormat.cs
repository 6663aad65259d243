namespace Guide.Contracts.Judging;

/// <summary>Where a completion must give its answer. Applies to mathematics, science and multiple choice, and to completions only: a bare answer and a gold are read as they are.</summary>
public sealed record AnswerFormat
{
    /// <summary>Every place, no gate.</summary>
    public static readonly AnswerFormat Any = new();

    private static readonly (string Word, AnswerSources Source)[] Words =
    [
        ("boxed", AnswerSources.Boxed), ("answer-tag", AnswerSources.AnswerTag), ("marked", AnswerSources.Marked), ("declared", AnswerSources.Declared), ("mathematics", AnswerSources.Mathematics),
        ("number", AnswerSources.Number), ("whole", AnswerSources.Whole), ("all", AnswerSources.All),
    ];

    /// <summary>True: exactly one \boxed{} and at most three blanks behind it, else FormatError; the answer is what stands in it.</summary>
    public bool Strict { get; init; }

    /// <summary>The places that are read.</summary>
    public AnswerSources From { get; init; } = AnswerSources.All;

    /// <summary>The places that are read with the gate taken into account.</summary>
    public AnswerSources Allowed => Strict ? AnswerSources.Boxed : From;

    /// <summary>Places by their names with commas between them: "boxed,marked"; "all" is every one.</summary>
    /// <exception cref="FormatException">A word is no place, or there is none; the message names the places.</exception>
    public static AnswerSources Sources(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sources = AnswerSources.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (_, source) = Array.Find(Words, w => w.Word == word);
            sources |= source != AnswerSources.None ? source : throw new FormatException($"'{word}' is no place of an answer; there are {string.Join(", ", Words.Select(w => w.Word))}, with commas between them");
        }

        return sources;
    }

    /// <summary>The names of places with commas between them, as <see cref="Sources"/> reads them.</summary>
    public static string Names(AnswerSources sources) =>
        string.Join(',', sources == AnswerSources.All ? ["all"] : Words.Where(w => w.Source != AnswerSources.All && sources.HasFlag(w.Source)).Select(w => w.Word));

    /// <summary>" in the places that are read (…)"; empty where every place is.</summary>
    public static string Note(AnswerSources read) => read == AnswerSources.All ? "" : $" in the places that are read ({Names(read).Replace(",", ", ", StringComparison.Ordinal)})";
}
