namespace Guide.Answers.Extraction;

/// <summary>The last declaration of an answer: "the final answer is", "Answer:", "A:" at the beginning of a line, 答案是. Refuses what is denied, left open or taken back; passes over what is only supposed, described or ascribed to others.</summary>
internal static class DeclaredPlace
{
    private const int MostPhrases = 500;
    private const int MostDeclarations = 25;

    private static readonly string[] Keys = ["nswer", "NSWER", "\nA:", "答案", "结果"];

    private static readonly string[] NotTheAnswer = ["this", "wrong", "incorrect", "false", "possible", "candidate", "their", "his", "her", "common", "naive", "tempting", "first", "initial", "previous", "backup", "an", "any", "another", "other", "each", "every", "no"];

    private static readonly string[] Offers = ["maybe", "perhaps", "possibly", "alternatively", "alternative", "could be", "might be", "may be", "or"];

    private static readonly string[] Judgements = ["correct", "wrong", "right", "incorrect", "confirmed", "verified"];

    private static readonly string[] Insertions = ["to", "we", "i", "for", "of", "in", "that"];

    /// <summary>What is declared last.</summary>
    public static Finding Find(string text) => Find(text, 0, strict: false);

    /// <summary>What is declared behind a position with a value that stands alone, and differs from a description: it replaces a box.</summary>
    public static Finding FindBehind(string text, int from) => Find(text, from, strict: true);

    private static Finding Find(string text, int from, bool strict)
    {
        Span<int> last = stackalloc int[Keys.Length];
        for (var key = 0; key < Keys.Length; key++)
        {
            last[key] = text.LastIndexOf(Keys[key], StringComparison.Ordinal);
        }

        var opening = text.StartsWith("A:", StringComparison.Ordinal);
        var supposed = Finding.None;
        var refused = Finding.None;
        string? denied = null;
        var declarations = 0;
        for (var looks = 0; looks < MostPhrases && declarations < MostDeclarations; looks++)
        {
            var newest = 0;
            for (var key = 1; key < Keys.Length; key++)
            {
                newest = last[key] > last[newest] ? key : newest;
            }

            var at = last[newest];
            if (at < from)
            {
                if (opening && from == 0)
                {
                    (opening, at) = (false, -1);
                }
                else
                {
                    break;
                }
            }
            else
            {
                last[newest] = at == 0 ? -1 : text.LastIndexOf(Keys[newest], at - 1, StringComparison.Ordinal);
            }

            var (begin, after, denies) = at < 0 ? (0, 2, false) : Declaration(text, at, Keys[newest], strict);
            if (begin < 0)
            {
                continue;
            }

            declarations++;
            if (IsCutRepetition(text, begin))
            {
                continue;
            }

            var (kind, value, start, end) = Phrase.Read(text, after);
            if (kind == Phrase.Kind.Description)
            {
                continue;
            }

            var doubt = Doubts.Before(text, begin);
            if (doubt == Doubt.Supposed)
            {
                if (!strict && supposed.Answer is null && kind == Phrase.Kind.Value && value.Length > 0)
                {
                    supposed = new Finding(value, null, begin, end);
                }

                continue;
            }

            if (denies || doubt == Doubt.Denied || kind == Phrase.Kind.Open || Doubts.DeniedBehind(text, Math.Min(text.Length, end)))
            {
                if (strict)
                {
                    continue;
                }

                if (!refused.Stands)
                {
                    refused = Finding.Refused(kind == Phrase.Kind.Open ? "the answer is denied or left open" : "the answer is denied", Rest(text, start, end, denies || kind == Phrase.Kind.Open));
                    denied = value;
                    if (LastValue.FindFrom(text, refused.End) is { Answer: not null } instead)
                    {
                        return instead;
                    }
                }

                continue;
            }

            if (value.Length == 0)
            {
                continue;
            }

            if (strict)
            {
                // What is only offered beside the box replaces nothing.
                var said = text.AsSpan(Sentence.Start(text, begin), Math.Max(0, after - Sentence.Start(text, begin)));
                if (Phrase.IsBare(value) && !Words.Any(said, Offers))
                {
                    return new Finding(value, null, begin, end);
                }

                continue;
            }

            if (Retraction.Behind(text, end) is { } rest)
            {
                return LastValue.FindFrom(text, rest) is { Answer: not null } corrected ? corrected : Finding.Refused("the answer is taken back", rest);
            }

            // "The answer is 5. Wait: the answer is not 5."
            return denied is not null && denied.Contains(value, StringComparison.Ordinal) ? refused : new Finding(value, null, begin, end);
        }

        return refused.Stands ? refused : supposed;
    }

    // Where the phrase begins and what it declares begins; -1 when it declares nothing.
    private static (int Begin, int After, bool Denies) Declaration(string text, int at, string key, bool strict)
    {
        if (key == "\nA:")
        {
            return (at + 1, at + 3, false);
        }

        if (key is "答案" or "结果")
        {
            return Chinese(text, at, key);
        }

        if (at < 1 || text[at - 1] is not ('a' or 'A') || (at >= 2 && char.IsAsciiLetter(text[at - 2])))
        {
            return (-1, 0, false);
        }

        var (begin, after) = (at - 1, at + 5);
        after += after < text.Length && text[after] is 's' or 'S' ? 1 : 0;
        if (after < text.Length && char.IsAsciiLetter(text[after]))
        {
            return (-1, 0, false);
        }

        var word = text.AsSpan(0, begin).TrimEnd();
        var letters = 0;
        while (letters < word.Length && char.IsAsciiLetter(word[^(letters + 1)]))
        {
            letters++;
        }

        word = word[^letters..];
        var final = word.Equals("final", StringComparison.OrdinalIgnoreCase);
        if (Words.Opens(word, NotTheAnswer) is > 0 and var length && length == word.Length)
        {
            return (-1, 0, false);
        }

        var verb = after;
        if (Verb.Denies(text, ref verb))
        {
            return (begin, verb, true);
        }

        var declares = Verb.Declares(text, ref after);
        if (!declares && !strict)
        {
            declares = Inserted(text, ref after) || Heading(text, after, final);
        }
        else if (!declares && final)
        {
            declares = Heading(text, after, final);
        }

        if (!declares || Judged(text, after))
        {
            return (-1, 0, false);
        }

        return (begin, after, false);
    }

    private static (int Begin, int After, bool Denies) Chinese(string text, int at, string key)
    {
        var after = at + key.Length;
        var rest = text.AsSpan(after);
        if (rest.StartsWith("不是") || rest.StartsWith("并非") || rest.StartsWith("不可能"))
        {
            return (at, after + 2, true);
        }

        foreach (var verb in (ReadOnlySpan<string>)["应该是", "应为", "应是", "等于", "就是", "是", "为", ":", "】", "=", "选"])
        {
            if (rest.StartsWith(verb, StringComparison.Ordinal))
            {
                return (at, after + verb.Length, false);
            }
        }

        return (-1, 0, false);
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

    // What may still be read behind a denial: "not 5 but 7".
    private static int Rest(string text, int start, int end, bool denies)
    {
        if (!denies || Words.Opens(text.AsSpan(start), ["anything", "everything", "something", "any", "all", "none", "between", "either", "one of"]) > 0)
        {
            return Math.Min(text.Length, end + 1);
        }

        var (but, length) = Words.First(text.AsSpan(start, Math.Min(text.Length, end) - start), ["but", "it is", "it's", "rather", "instead"]);
        return but >= 0 ? start + but + length : Math.Min(text.Length, end + 1);
    }

    // A completion that was cut off while it repeated itself: the sentence is a part of one that stands twice before it.
    private static bool IsCutRepetition(string text, int begin)
    {
        var start = Sentence.Start(text, begin);
        var cut = text.AsSpan(start).Trim();
        if (cut.Length is 0 or > 300 || cut[^1] is '.' or '\n')
        {
            return false;
        }

        var before = text.AsSpan(0, start).TrimEnd();
        var at = before.LastIndexOf(cut, StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        var whole = before[at..];
        if (whole.Length is 0 or > 300)
        {
            return false;
        }

        return before[..at].TrimEnd().EndsWith(whole, StringComparison.Ordinal);
    }
}
