using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>What stands between the last <c>&lt;answer&gt;</c> and <c>&lt;/answer&gt;</c>. Refuses what is denied, left open or taken back; several tags that stand together are one list.</summary>
internal static class AnswerTagPlace
{
    private const string Open = "<answer>";
    private const string Close = "</answer>";
    private const int MostTags = 40;

    /// <summary>The answer in the tag: its box, what it declares, or the whole.</summary>
    public static Finding Find(string text)
    {
        var content = Content(text);
        if (content.Answer is not { } answer)
        {
            return content;
        }

        var inner = Value(answer);
        return inner.Answer is { } value ? content with { Answer = value } : Finding.Refused(inner.Refusal ?? "the answer tag is empty");
    }

    /// <summary>What stands in the tag, as it is.</summary>
    public static Finding Content(string text)
    {
        var start = text.LastIndexOf(Open, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return Finding.None;
        }

        // A tag that never closes: generation stopped at the closing one.
        var from = start + Open.Length;
        var end = text.IndexOf(Close, from, StringComparison.OrdinalIgnoreCase);
        var behind = end < 0 ? text.Length : end + Close.Length;
        var parts = new List<string> { text[from..(end < 0 ? text.Length : end)].Trim() };
        for (var at = start; parts.Count < MostTags;)
        {
            var before = text.AsSpan(0, at).TrimEnd();
            if (!before.EndsWith(Close, StringComparison.OrdinalIgnoreCase) || text.LastIndexOf(Open, Math.Max(0, before.Length - 1), StringComparison.OrdinalIgnoreCase) is not (>= 0 and var earlier))
            {
                break;
            }

            parts.Insert(0, text[(earlier + Open.Length)..(before.Length - Close.Length)].Trim());
            at = earlier;
        }

        var content = string.Join(", ", parts.Distinct(StringComparer.Ordinal));
        if ((Retraction.Behind(text, behind) ?? Correction.Behind(text, behind, content)) is { } rest)
        {
            return Finding.Refused("the answer is taken back", rest);
        }

        var doubt = Statement.Of(text, start, behind, isList: parts.Count > 1);
        if (doubt == Doubt.Denied || Statement.DeniedBehind(text, behind))
        {
            return Finding.Refused("the answer is denied", behind);
        }

        if (doubt == Doubt.Open || Offers.Beside(text, start, behind, content))
        {
            return Finding.Refused("the answer is left open");
        }

        return content.Length == 0 ? Finding.Refused("the answer tag is empty") : new Finding(content, null, start, behind);
    }

    private static Finding Value(string content)
    {
        if (BoxedPlace.Find(content) is { Stands: true } boxed)
        {
            return boxed;
        }

        if (DeclaredPlace.Find(content) is { Stands: true } declared)
        {
            return declared;
        }

        if (Phrase.IsOpen(content))
        {
            return Finding.Refused("the answer is left open");
        }

        var bare = Phrase.WithoutComment(content);
        if (Prose.Looks(bare) && LastValue.Find(bare, AnswerSources.All) is { Stands: true } value)
        {
            return Statement.IsOperated(bare, value.At) ? Finding.Refused("what stands before the value makes another of it") : value;
        }

        return new Finding(bare, null, 0, content.Length);
    }
}
