namespace Guide.Answers.Extraction;

/// <summary>The last declaration of an answer: "the final answer is", "Answer:", "A:" at the beginning of a line, 答案是. Refuses what is denied, left open or taken back; passes over what is only supposed, described or ascribed to others.</summary>
internal static class DeclaredPlace
{
    private const int MostDeclarations = 25;

    private static readonly string[] Tentative = ["maybe", "perhaps", "possibly", "alternatively", "alternative", "could be", "might be", "may be", "or"];

    /// <summary>What is declared last.</summary>
    public static Finding Find(string text)
    {
        if (StructuredAnswer.Find(text) is { Stands: true } structured)
        {
            return structured;
        }

        var english = FindEnglish(text, out var begin);
        if (ForeignDeclaration.Last(text) is not { } foreign || foreign.Begin <= begin || ForeignDeclaration.Value(text, foreign) is not var (value, end))
        {
            return english;
        }

        // "一共有15": the number in the words.
        var stated = value.AsSpan().ContainsAnyInRange('\u3040', '\ud7a3') && LastValue.Find(value, Contracts.Judging.AnswerSources.All).Answer is { } number ? number : value;
        return Retraction.Behind(text, end) is { } rest ? Finding.Refused("the answer is taken back", rest) : new Finding(stated, null, foreign.Begin, end);
    }

    private static Finding FindEnglish(string text, out int begin)
    {
        begin = -1;
        var supposed = Finding.None;
        var refused = Finding.None;
        string? denied = null;
        foreach (var declaration in Declaration.Backwards(text, 0, strict: false).Take(MostDeclarations))
        {
            begin = Math.Max(begin, declaration.Supposes ? -1 : declaration.Begin);
            if (IsCutRepetition(text, declaration.Begin) || Phrase.Read(text, declaration.After) is not { Kind: not Phrase.Kind.Description } phrase)
            {
                continue;
            }

            switch (Standing(text, declaration, phrase))
            {
                case Doubt.Supposed:
                    supposed = supposed.Answer is null && phrase is { Kind: Phrase.Kind.Value, Value.Length: > 0 } ? new Finding(phrase.Value, null, declaration.Begin, phrase.End) : supposed;
                    break;
                case not Doubt.None when refused.Stands:
                    break;
                case Doubt.Open when IsOffered(text, phrase):
                    return Finding.Refused("several answers are offered");
                case Doubt.Open or Doubt.Denied:
                    refused = Finding.Refused(phrase.Kind == Phrase.Kind.Open ? "the answer is denied or left open" : "the answer is denied", Rest(text, phrase.Start, phrase.End, declaration.Denies || phrase.Kind == Phrase.Kind.Open));
                    denied = phrase.Value;
                    if (LastValue.FindFrom(text, refused.End) is { Answer: not null } instead)
                    {
                        return instead;
                    }

                    break;
                default:
                    if (phrase.Value.Length > 0)
                    {
                        // "The answer is 5. Wait: the answer is not 5."
                        var said = Unretracted(text, declaration, phrase);
                        return said.Answer is not null && said.At == declaration.Begin && denied is not null && denied.Contains(phrase.Value, StringComparison.Ordinal) ? refused : said;
                    }

                    break;
            }
        }

        return refused.Stands ? refused : supposed;
    }

    /// <summary>True where a sentence says something of the answer, but not what it is, and nothing begins a statement of the value behind: "the answer is in the set {41, 42}".</summary>
    public static bool Describes(string text, int value)
    {
        foreach (var declaration in Declaration.Backwards(text, Math.Max(0, Sentence.Start(text, value)), strict: false).Take(3))
        {
            if (declaration.After <= value && Phrase.Read(text, declaration.After).Kind == Phrase.Kind.Description && Sentence.End(text, declaration.After) >= value)
            {
                return !ClauseToken.Read(text, declaration.After, value).Exists(static t => t.In(ClauseWords.Copulas) || t.In(ClauseWords.Getting) || t.Is('=') || t.Is(':') || t.Is(';') || t.Text is "so" or "hence" or "thus" or "therefore" or "by" or "namely");
            }
        }

        return false;
    }

    /// <summary>What is declared behind a position with a value that stands alone, and differs from a description: it replaces a box. What is only offered beside the box replaces nothing.</summary>
    public static Finding FindBehind(string text, int from)
    {
        foreach (var declaration in Declaration.Backwards(text, from, strict: true).Take(MostDeclarations))
        {
            if (IsCutRepetition(text, declaration.Begin) || Phrase.Read(text, declaration.After) is not { Kind: not Phrase.Kind.Description } phrase || Standing(text, declaration, phrase) != Doubt.None)
            {
                continue;
            }

            var start = Sentence.Start(text, declaration.Begin);
            if (Phrase.IsBare(phrase.Value) && !Words.Any(text.AsSpan(start, Math.Max(0, declaration.After - start)), Tentative))
            {
                return new Finding(phrase.Value, null, declaration.Begin, phrase.End);
            }
        }

        return Finding.None;
    }

    // How the completion stands to what it declares.
    private static Doubt Standing(string text, Declaration declaration, (Phrase.Kind Kind, string Value, int Start, int End) phrase)
    {
        var doubt = Clause.Before(text, declaration.Begin) is not null ? Doubt.Denied : Statement.Before(text, declaration.Begin);
        doubt = doubt == Doubt.None && declaration.Supposes ? Doubt.Supposed : doubt;
        var denied = declaration.Denies || doubt == Doubt.Denied || Statement.DeniedBehind(text, Math.Min(text.Length, phrase.End));
        return doubt == Doubt.Supposed ? SentenceValue.First(text, phrase.Start, Math.Min(text.Length, phrase.End)) is { } named && Statement.DeniedBehind(text, named.End) ? Doubt.Denied : doubt
            : phrase.Kind == Phrase.Kind.Open || IsOffered(text, phrase) || (phrase.End < text.Length && text[phrase.End] == '?') ? Doubt.Open
            : denied ? Doubt.Denied
            : Doubt.None;
    }

    // "The answer is 5. Alternatively, 6."
    private static bool IsOffered(string text, (Phrase.Kind Kind, string Value, int Start, int End) phrase) =>
        phrase is { Kind: Phrase.Kind.Value, Value.Length: > 0 } && Offers.Behind(text, Math.Min(text.Length, phrase.End), phrase.Value);

    private static Finding Unretracted(string text, Declaration declaration, (Phrase.Kind Kind, string Value, int Start, int End) phrase)
    {
        if (Retraction.Behind(text, phrase.End) is not { } rest)
        {
            return new Finding(phrase.Value, null, declaration.Begin, phrase.End);
        }

        return LastValue.FindFrom(text, rest) is { Answer: not null } corrected ? corrected : Finding.Refused("the answer is taken back", rest);
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
