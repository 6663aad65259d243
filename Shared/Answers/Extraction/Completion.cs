namespace Guide.Answers.Extraction;

/// <summary>The part of a completion that may hold its answer: without reasoning, up to its own end, full-width forms as ASCII.</summary>
internal static class Completion
{
    // An answer stands at the end; nobody writes more than this behind the reasoning.
    private const int LongestOutside = 200_000;
    private const int Longest = 50_000;
    private const int LongestStruck = 200;
    private const int MostStruck = 20;
    private const string Strike = "~~";

    /// <summary>The part to read; null, with the reason, when there is none.</summary>
    public static string? Answering(string text, out string? refusal)
    {
        refusal = null;
        var outside = ReasoningTags.Cut(text);
        if (outside is null)
        {
            refusal = "the reasoning is not closed";
            return null;
        }

        var cut = CompletionEnd.Cut(Unsaid.Cut(outside.Length > LongestOutside ? outside[^LongestOutside..] : outside));
        return Typography.Bare(WithoutStruck(HalfWidth(cut.Length > Longest ? cut[^Longest..] : cut)));
    }

    // "~~A~~ B": what is struck out is not said.
    private static string WithoutStruck(string text)
    {
        var struck = 0;
        for (var open = text.IndexOf(Strike, StringComparison.Ordinal); open >= 0 && struck++ < MostStruck; open = text.IndexOf(Strike, open, StringComparison.Ordinal))
        {
            var close = text.IndexOf(Strike, open + Strike.Length, StringComparison.Ordinal);
            if (close < 0 || close - open > LongestStruck)
            {
                break;
            }

            text = text.Remove(open, close + Strike.Length - open);
        }

        return text;
    }

    /// <summary>"（Ｂ）" is "(B)"; the same object when nothing needed doing.</summary>
    public static string HalfWidth(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uff01', '\uff5e') && !text.Contains('\u3000', StringComparison.Ordinal))
        {
            return text;
        }

        return string.Create(text.Length, text, static (output, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                output[i] = source[i] switch
                {
                    >= '\uff01' and <= '\uff5e' and var wide => (char)(wide - 0xfee0),
                    '\u3000' => ' ',
                    var other => other,
                };
            }
        });
    }
}
