namespace Guide.Answers.Extraction;

/// <summary>A phrase that declares an answer.</summary>
/// <param name="Begin">Where it begins.</param>
/// <param name="After">Where what it declares begins.</param>
/// <param name="Denies">True for "the answer is not".</param>
/// <param name="Supposes">True for "the answer would be".</param>
internal readonly record struct Declaration(int Begin, int After, bool Denies, bool Supposes = false)
{
    private const int MostPhrases = 500;

    private static readonly string[] Keys = ["nswer", "NSWER", "\nA:", "答案", "结果"];

    private static readonly string[] NotTheAnswer = ["this", "wrong", "incorrect", "false", "possible", "candidate", "their", "his", "her", "common", "naive", "tempting", "first", "initial", "previous", "backup", "an", "any", "another", "other", "each", "every", "no"];

    private static readonly string[] Judgements = ["correct", "wrong", "right", "incorrect", "confirmed", "verified"];

    private static readonly string[] Insertions = ["to", "we", "i", "for", "of", "in", "that"];

    /// <summary>The declarations from a position on, the last first.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The position.</param>
    /// <param name="strict">True: only with a verb or sign of their own, no headings.</param>
    public static IEnumerable<Declaration> Backwards(string text, int from, bool strict)
    {
        var last = Array.ConvertAll(Keys, key => text.LastIndexOf(key, StringComparison.Ordinal));
        for (var looks = 0; looks < MostPhrases; looks++)
        {
            var newest = 0;
            for (var key = 1; key < Keys.Length; key++)
            {
                newest = last[key] > last[newest] ? key : newest;
            }

            var at = last[newest];
            if (at < from)
            {
                break;
            }

            last[newest] = at == 0 ? -1 : text.LastIndexOf(Keys[newest], at - 1, StringComparison.Ordinal);
            if (At(text, at, Keys[newest], strict) is { } declaration)
            {
                yield return declaration;
            }
        }

        if (from == 0 && text.StartsWith("A:", StringComparison.Ordinal))
        {
            yield return new Declaration(0, 2, false);
        }
    }

    private static Declaration? At(string text, int at, string key, bool strict) => key switch
    {
        "\nA:" => new Declaration(at + 1, at + 3, false),
        "答案" or "结果" => Chinese(text, at, key),
        _ => Answer(text, at, strict),
    };

    private static Declaration? Answer(string text, int at, bool strict)
    {
        if (at < 1 || text[at - 1] is not ('a' or 'A') || (at >= 2 && char.IsAsciiLetter(text[at - 2])))
        {
            return null;
        }

        var (begin, after) = (at - 1, at + 5);
        after += after < text.Length && text[after] is 's' or 'S' ? 1 : 0;
        if (after < text.Length && char.IsAsciiLetter(text[after]))
        {
            return null;
        }

        var word = Words.LastOf(text.AsSpan(0, begin).TrimEnd());
        if (Words.Opens(word, NotTheAnswer) is > 0 and var length && length == word.Length)
        {
            return null;
        }

        var verb = after;
        if (Verb.Denies(text, ref verb))
        {
            return new Declaration(begin, verb, true);
        }

        if (Verb.Supposes(text, ref verb))
        {
            return new Declaration(begin, verb, false, Supposes: true);
        }

        return Declares(text, ref after, word.Equals("final", StringComparison.OrdinalIgnoreCase), strict) && !Judged(text, after) ? new Declaration(begin, after, false) : null;
    }

    private static bool Declares(string text, ref int after, bool final, bool strict)
    {
        if (Verb.Declares(text, ref after))
        {
            return true;
        }

        return strict ? final && Heading(text, after, final) : Inserted(text, ref after) || Heading(text, after, final);
    }

    private static Declaration? Chinese(string text, int at, string key)
    {
        var after = at + key.Length;
        var rest = text.AsSpan(after);
        if (rest.StartsWith("不是") || rest.StartsWith("并非") || rest.StartsWith("不可能"))
        {
            return new Declaration(at, after + 2, true);
        }

        foreach (var verb in (ReadOnlySpan<string>)["应该是", "应为", "应是", "等于", "就是", "是", "为", ":", "】", "=", "选"])
        {
            if (rest.StartsWith(verb, StringComparison.Ordinal))
            {
                return new Declaration(at, after + verb.Length, false);
            }
        }

        return null;
    }

    // "the answer we get is", "the answer to the problem is".
    private static bool Inserted(string text, ref int after)
    {
        var rest = text.AsSpan(after);
        if (rest.Length == 0 || rest[0] != ' ' || Words.Opens(rest[1..], Insertions) == 0)
        {
            return false;
        }

        var end = Sentence.End(text, after);
        var (verb, length) = Words.First(text.AsSpan(after, Math.Min(60, end - after)), ["is", "are", "should be", "must be"]);
        if (verb < 0)
        {
            return false;
        }

        after += verb + length;
        return true;
    }

    // "**Final Answer**", and the answer on the next line.
    private static bool Heading(string text, int after, bool final)
    {
        var end = text.IndexOf('\n', after);
        var line = text.AsSpan(after, (end < 0 ? text.Length : end) - after).Trim(" *_#");
        return line.Length == 0 ? end >= 0 : final && (char.IsAsciiDigit(line[0]) || line[0] is '$' or '\\' or '-');
    }

    // "The answer is wrong" says nothing about what it is.
    private static bool Judged(string text, int start)
    {
        var rest = text.AsSpan(start).TrimStart(" :*_");
        return Words.Opens(rest, Judgements) > 0;
    }
}
