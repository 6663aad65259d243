using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>Cuts a model's reasoning off its answer: <c>&lt;think&gt;…&lt;/think&gt;</c> and its relatives.</summary>
internal static class ReasoningTags
{
    private const int MostBlocks = 200;
    private const int MostTags = 5_000;

    // What may stand behind the bracket of a tag.
    private static readonly System.Buffers.SearchValues<char> Initials = System.Buffers.SearchValues.Create("tTrRsSaA/|");

    /// <summary>What stands outside the reasoning; null when a tag opens and never closes: then everything is reasoning. A closing tag without its opening one (templates that open it in the prompt) ends reasoning that began with the text.</summary>
    public static string? Cut(string text)
    {
        if (text.AsSpan().IndexOfAny('<', '[', '◁') < 0 || text.AsSpan().IndexOfAny('>', ']', '▷') < 0)
        {
            return text;
        }

        var (kept, at) = (string.Empty, 0);
        for (var blocks = 0; blocks < MostBlocks; blocks++)
        {
            var (tag, family, opens) = Next(text, at);
            if (tag < 0)
            {
                break;
            }

            var (open, close) = ReasoningFamilies.All[family];
            if (!opens)
            {
                (kept, at) = (string.Empty, tag + close.Length);
                continue;
            }

            var end = text.IndexOf(close, tag + open.Length, StringComparison.OrdinalIgnoreCase);
            if (end < 0)
            {
                return null;
            }

            kept += text[at..tag];
            at = end + close.Length;
        }

        return kept.Length == 0 && at == 0 ? text : kept + text[at..];
    }

    private static char Initial(string tag) => char.ToUpperInvariant(tag[1] == '/' ? tag[2] : tag[1]);

    private static (int At, int Family, bool Opens) Next(string text, int from)
    {
        var tags = 0;
        for (var i = from; i < text.Length && tags < MostTags; i++)
        {
            i = text.AsSpan(i).IndexOfAny('<', '[', '◁') is var offset and >= 0 ? i + offset : text.Length;
            if (i + 1 >= text.Length)
            {
                break;
            }

            if (text[i] != '◁' && !Initials.Contains(text[i + 1]))
            {
                continue;
            }

            tags++;
            var initial = char.ToUpperInvariant(text[i + 1] == '/' && i + 2 < text.Length ? text[i + 2] : text[i + 1]);
            for (var family = 0; family < ReasoningFamilies.All.Count; family++)
            {
                if (text[i] != '◁' && Initial(ReasoningFamilies.All[family].Open) != initial && Initial(ReasoningFamilies.All[family].Close) != initial)
                {
                    continue;
                }

                var opens = string.Compare(text, i, ReasoningFamilies.All[family].Open, 0, ReasoningFamilies.All[family].Open.Length, StringComparison.OrdinalIgnoreCase) == 0;
                if (opens || string.Compare(text, i, ReasoningFamilies.All[family].Close, 0, ReasoningFamilies.All[family].Close.Length, StringComparison.OrdinalIgnoreCase) == 0)
                {
                    return (i, family, opens);
                }
            }
        }

        return (-1, 0, false);
    }
}
