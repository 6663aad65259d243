using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>
/// Reads the options that a completion chooses, place by place: the box, the answer tag, the line behind "####", the last declaration ("answer is", "I choose", 故选), and the letters of running text.
/// A letter that is denied ("B is wrong", "all except B") is not chosen; letters offered to choose from ("B or C", "A-D") choose none; letters that stand together are a set. No regular expressions.
/// </summary>
internal static class ChoiceReader
{
    private const int LongestTail = 20_000;
    private const int ShortText = 60;
    private const int MostLooks = 100;
    private const int MostMentions = 60;

    private static readonly string[] Strong = ["option is", "choice is", "correct option", "correct choice", "right option", "right choice", "choose", "i pick", "pick", "select", "go with", "故选", "应选", "正确的是", "选择", "选项", "选"];

    private static readonly string[] Weak = ["only", "options", "option", "choices", "choice", "i think it's", "i think it is", "it is", "it's", "should be", "must be", "is", "而是"];

    private static readonly string[] Namers =
    [
        "is", "are", "be", "was", "option", "options", "answer", "answers", "choice", "choices", "choose", "chose", "chosen", "pick", "picked", "select", "selected", "letter", "only", "thus", "so", "hence", "therefore", "and", "or", "but", "with", "definitely", "clearly", "probably", "say", "says", "going", "for", "to", "not", "than", "either", "neither", "nor", "both",
        "except", "eliminate", "eliminating", "eliminates", "rejecting", "rejects", "excluding", "excludes", "discarding", "ruling", "out", "of", "between", "from", "any", "reject", "rule", "exclude", "statement", "statements", "s", "because", "since", "that", "then", "leaves", "leaving", "remains", "finally", "while", "whereas", "unlike", "among", "ist", "es", "est", "è", "é", "lautet", "opción", "opcion", "antwort", "respuesta", "réponse", "risposta", "resposta", "lettre", "letra", "text", "textbf", "mathbf", "mathrm", "boxed",
    ];

    // What says of another letter that it may be right too.
    private static readonly string[] Rivals = ["may be", "might be", "could be", "may also", "might also", "could also", "is also possible", "is possible too", "is also right", "is also correct", "is equally", "may well", "might well"];

    // What prefers another letter, unless an answer is declared behind it.
    private static readonly string[] Preferred = ["is better", "is the better", "is a better", "is best", "is the best", "is closer", "is preferable", "is more", "fits better", "is even better"];

    private static readonly string[] Conditions = ["if", "when", "whenever", "in case", "for", "under", "otherwise", "unless", "where", "else"];

    private static readonly string[] Fillers = ["option", "options", "choice", "letter", "definitely", "clearly", "is", "are", "answer", "the", "number", "correct", "most", "likely", "therefore", "indeed", "simply", "probably", "obviously", "one", "it", "be", "right", "best", "为", "是", "应为", "应该是"];

    /// <summary>What a completion chooses.</summary>
    /// <param name="completion">The completion.</param>
    /// <param name="allowed">The places that may be read.</param>
    /// <param name="options">The options that the problem lists.</param>
    public static Choice Read(string completion, AnswerSources allowed, ChoiceOptions options) =>
        Completion.Answering(completion, out var refusal) is { } text ? Places(text, allowed, options) : Choice.Refused(refusal!);

    private static Choice Places(string text, AnswerSources allowed, ChoiceOptions options)
    {
        var box = allowed.HasFlag(AnswerSources.Boxed) ? BoxedPlace.Content(text) : Finding.None;
        var tag = allowed.HasFlag(AnswerSources.AnswerTag) ? AnswerTagPlace.Content(text) : Finding.None;
        if (tag.Stands && (!box.Stands || (box.Answer is not null && tag.At > box.At)))
        {
            return tag.Answer is { } tagged ? Stated(tagged, options, inner: true) : Behind(text, tag, allowed, options);
        }

        if (box.Answer is { } boxed)
        {
            var tail = text[box.End..];
            if (Statement.OfferedBehind(tail.AsSpan(0, Math.Min(40, tail.Length))))
            {
                return Choice.Offered();
            }

            // What is declared behind the box stands in its place.
            if (allowed.HasFlag(AnswerSources.Declared) && BehindAnswer(tail, strong: true) is { Letters: not null } declared)
            {
                return declared;
            }

            return Stated(boxed, options, inner: false);
        }

        if (box.Stands)
        {
            return Behind(text, box, allowed, options);
        }

        if (allowed.HasFlag(AnswerSources.Marked) && MarkedPlace.Find(text) is { Stands: true } marked)
        {
            return marked.Answer is { } line ? Stated(line, options, inner: false) : Behind(text, marked, allowed, options);
        }

        // A choice stands at the end of a long text, or opens it.
        var head = text.Length > LongestTail ? text[..LongestTail] : text;
        if (options.Any && allowed.HasFlag(AnswerSources.Declared) && DeclaredPlace.Find(text).Answer is { Length: > 2 } phrase && options.LetterOf(phrase) is { } named)
        {
            return Choice.Of([named]);
        }

        return Unrivalled(text, Free(text.Length > LongestTail ? text[^LongestTail..] : text, head, allowed, depth: 0));
    }

    // "C is closest, but B may also be right.": another letter that may be right leaves the choice open.
    private static Choice Unrivalled(string text, Choice choice)
    {
        if (choice.Letters is not { Length: 1 } letter)
        {
            return choice;
        }

        for (var i = 0; i + 2 < text.Length && i < LongestTail; i++)
        {
            if (text[i] is >= 'A' and <= 'J' && text[i] != letter[0] && (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && !char.IsLetterOrDigit(text[i + 1]) && text.AsSpan(i + 1).TrimStart(")* ") is var rest && (Words.Opens(rest, Rivals) > 0 || (Words.Opens(rest, Preferred) > 0 && !Words.Any(rest, ["answer is", "answer:"]))))
            {
                return Choice.Offered();
            }
        }

        return choice;
    }

    // Behind a box that is denied or taken back only what follows it may be read.
    private static Choice Behind(string text, Finding refused, AnswerSources allowed, ChoiceOptions options) =>
        refused.End > 0 && refused.End < text.Length && allowed.HasFlag(AnswerSources.Declared) && Free(text[refused.End..], text[refused.End..], allowed, depth: 1) is { Letters: not null } later ? later : Choice.Refused(refused.Refusal ?? "the choice does not count");

    // What stands in a place of its own: letters, or an option's text or value.
    private static Choice Stated(string answer, ChoiceOptions options, bool inner)
    {
        // "I and II" is an option's text before its I is a letter.
        if (answer.Trim() is { Length: > 2 } said && !(said.AsSpan().TrimStart("([*") is [_, '.' or ')' or ':' or ']', ..]) && options.LetterOf(answer) is { } whole)
        {
            return Choice.Of([whole]);
        }

        var choice = ChoiceLetters.Read(answer);
        if (choice.Letters is { Length: 1 } letter)
        {
            // "B) 30 m/s" where 30 m/s is C.
            return choice.Text.Length > 0 && options.LetterOf(choice.Text) is { } other && other != letter[0] ? Choice.Refused("the letter and the option's text disagree") : choice;
        }

        if (choice.Letters is not null || choice.Refusal is not null)
        {
            return choice;
        }

        if (options.LetterOf(answer) is { } value)
        {
            return Choice.Of([value]);
        }

        return inner && Free(answer, answer, AnswerSources.All, depth: 1) is { Letters: not null } bare ? bare : Choice.None(answer);
    }

    private static Choice Free(string text, string head, AnswerSources allowed, int depth)
    {
        var trimmed = text.Trim();
        if (allowed.HasFlag(AnswerSources.Whole) && trimmed.Length is > 0 and <= ShortText && ChoiceLetters.Read(trimmed, lower: trimmed.Length == 1 || trimmed[1] is '.' or ')') is { } whole && (whole.Hedged || (whole.Letters is not null && whole.Text.Length == 0)))
        {
            return whole;
        }

        if (allowed.HasFlag(AnswerSources.Declared))
        {
            foreach (var declared in (ReadOnlySpan<Choice?>)[BehindAnswer(text, strong: false, depth), BehindForeign(text, depth), BehindPhrase(text, Strong, depth), depth == 0 ? Opening(head) : null, Concluding(text), BehindPhrase(text, Weak, depth)])
            {
                if (declared is not null)
                {
                    return declared;
                }
            }
        }

        return allowed.HasFlag(AnswerSources.Whole) ? Named(text, head) : Choice.None();
    }

    // The letters behind the last "answer is", "answer:" …; else behind the last "answer".
    private static Choice? BehindAnswer(string text, bool strong, int depth = 0)
    {
        Choice? weak = null;
        foreach (var key in (ReadOnlySpan<string>)["nswer", "NSWER", "答案"])
        {
            var before = text.Length;
            for (var looks = 0; looks < MostLooks && before > 0; looks++)
            {
                before = text.LastIndexOf(key, before - 1, StringComparison.Ordinal);
                if (before < 0)
                {
                    break;
                }

                if (key != "答案" && (before < 1 || text[before - 1] is not ('a' or 'A')))
                {
                    continue;
                }

                var after = before + key.Length;
                after += after < text.Length && text[after] is 's' or 'S' ? 1 : 0;
                var denies = after;
                if (Verb.Denies(text, ref denies) || text.AsSpan(after).StartsWith("不"))
                {
                    continue;
                }

                var declares = Verb.Declares(text, ref after);
                if (!declares && (strong || weak is not null))
                {
                    continue;
                }

                if (Group(text, after, direct: declares) is not { } group || Stands(text, group, depth) is not { } choice)
                {
                    continue;
                }

                if (declares)
                {
                    return choice;
                }

                weak = choice;
            }
        }

        return weak;
    }

    // "Antwort: C", "La respuesta correcta es la A".
    private static Choice? BehindForeign(string text, int depth) =>
        ForeignDeclaration.Last(text) is { } declared && Group(text, ForeignDeclaration.Skipped(text, declared.After), direct: true) is { } group ? Stands(text, group, depth) : null;

    // "C. 12 μF" opens the text, and no other option has a line of its own.
    private static Choice? Opening(string head)
    {
        var text = head.AsSpan().TrimStart(" \n\r\t*#>");
        if (text.Length < 4 || text[0] is < 'A' or > 'J' || text[1] is not ('.' or ')') || text[2] != ' ' || (text.IndexOf('\n') < 0 && text[2..].IndexOf(". ", StringComparison.Ordinal) < 0))
        {
            return null;
        }

        for (var line = text.IndexOf('\n'); line >= 0;)
        {
            var next = text[(line + 1)..].TrimStart(" *#>-");
            if (next.Length > 2 && next[0] is >= 'A' and <= 'J' && next[1] is '.' or ')' or ':')
            {
                return null;
            }

            var following = text[(line + 1)..].IndexOf('\n');
            line = following < 0 ? -1 : line + 1 + following;
        }

        var start = head.Length - text.Length;
        if (Lists(head, start + 1))
        {
            return Choice.Offered();
        }

        return Denied(head, start, start + 1) || Retraction.Behind(head, start + 1) is not null || Statement.OfferedBehind(text[1..Math.Min(40, text.Length)].TrimStart(".) ")) ? null : Choice.Of([text[0]]);
    }

    // "Thus B." ends the text, and "Not A. B.".
    private static Choice? Concluding(string text)
    {
        var end = text.TrimEnd(' ', '\n', '.', '*', '!');
        var from = end.AsSpan().LastIndexOfAny('\n', '.', ';') + 1;
        var last = end[from..].TrimStart(' ', '*');
        var lead = Words.Opens(last, ["thus", "so", "hence", "therefore", "finally"]);
        var rest = last[lead..].Trim(' ', ',', '*', ':', '(', ')');
        var contrasts = lead == 0 && from > 1 && Words.Opens(end.AsSpan(0, from - 1)[(end.AsSpan(0, from - 1).LastIndexOfAny('.', '\n') + 1)..].TrimStart(), ["not"]) > 0;
        return (lead > 0 || contrasts) && rest is [>= 'A' and <= 'J'] ? Choice.Of([rest[0]]) : null;
    }

    // The last phrase that is followed by letters which are not denied.
    private static Choice? BehindPhrase(string text, string[] phrases, int depth)
    {
        var (best, found) = (-1, (Choice?)null);
        var small = text.ToLowerInvariant();
        foreach (var phrase in phrases)
        {
            var at = text.Length;
            for (var tries = 0; tries < 6 && at > 0; tries++)
            {
                at = small.LastIndexOf(phrase, at - 1, StringComparison.Ordinal);
                if (at <= best)
                {
                    break;
                }

                if ((char.IsAsciiLetter(phrase[0]) && at > 0 && char.IsAsciiLetter(text[at - 1])) || (char.IsAsciiLetter(phrase[^1]) && at + phrase.Length < text.Length && char.IsAsciiLetterLower(text[at + phrase.Length])))
                {
                    continue;
                }

                if (Group(text, at + phrase.Length, direct: phrase is not "is") is { } group && Stands(text, group, depth) is { } choice)
                {
                    (best, found) = (at, choice);
                    break;
                }
            }
        }

        return found;
    }

    // Null for a group that is denied; what follows a retraction in its place.
    private static Choice? Stands(string text, (string Letters, int Start, int End, bool Hedged) group, int depth)
    {
        var doubt = Statement.Before(text, group.Start);
        if (IsOthers(text, group.Start) || doubt == Doubt.Denied || (doubt == Doubt.Supposed && Words.Any(Concluded(text.AsSpan(Sentence.Start(text, group.Start), group.Start - Sentence.Start(text, group.Start))), ["if", "suppose", "assuming", "were"])) || Statement.DeniedBehind(text, group.End))
        {
            return null;
        }

        // "I pick B. Actually, D."
        if (depth < 2 && text.AsSpan(group.End).TrimStart(" .,;*)") is var rest2 && Words.Opens(rest2, ["actually", "or rather", "scratch that"]) is > 0 and var turned && rest2[turned..].TrimStart() is [',' or ':', ..] && Free(rest2[turned..].ToString(), rest2[turned..].ToString(), AnswerSources.All, depth + 1) is { Letters: not null } instead)
        {
            return instead;
        }

        if (Retraction.Behind(text, group.End) is { } rest)
        {
            return depth < 2 && Free(text[rest..], text[rest..], AnswerSources.All, depth + 1) is { Letters: not null } corrected ? corrected : Choice.Refused("the choice is taken back");
        }

        return group.Hedged || Statement.OfferedBehind(text.AsSpan(group.End, Math.Min(40, text.Length - group.End))) || Questioned(text, group.End) || Splits(text, group.End) ? Choice.Offered() : Choice.Of(group.Letters);
    }

    // "…, so the answer is A": what was supposed before the conclusion is not supposed of it.
    private static ReadOnlySpan<char> Concluded(ReadOnlySpan<char> before)
    {
        var (at, length) = Words.Last(before, ["so", "hence", "thus", "therefore"]);
        return at < 0 ? before : before[(at + length)..];
    }

    // "C if it is cold and D if it is hot": each letter under a condition of its own.
    private static bool Splits(string text, int end)
    {
        var stop = Sentence.End(text, end);
        if (Words.Opens(text.AsSpan(end).TrimStart(" )*."), Conditions) == 0)
        {
            return false;
        }

        for (var i = end + 1; i + 1 < stop; i++)
        {
            if (text[i] is >= 'A' and <= 'J' && !char.IsLetterOrDigit(text[i - 1]) && !char.IsLetterOrDigit(text[i + 1]) && Words.Opens(text.AsSpan(i + 1).TrimStart(" )*"), Conditions) > 0)
            {
                return true;
            }
        }

        return false;
    }

    // "Students often choose C", "the opposite of C".
    private static bool IsOthers(string text, int start)
    {
        var before = ClauseToken.Read(text, Sentence.Start(text, start), start);
        var others = before.Exists(static t => t.In(ClauseWords.Voices)) && before.Exists(static t => t.Text is "often" or "usually" or "commonly" or "typically" or "many" or "some" or "most" or "tend" or "frequently" or "sometimes");
        return others || (before.Count > 1 && before[^1].Text is "of" or "than" && before[^2].Text is not ("option" or "choice" or "answer" or "letter" or "options" or "favor" or "favour" or "selection" or "correctness"));
    }

    // The letters behind a phrase: " (B)", ": B", " **B**", " option B", " definitely B", " B and D".
    private static (string Letters, int Start, int End, bool Hedged)? Group(string text, int at, bool direct)
    {
        var either = false;
        for (var words = 0; words < 5 && at < text.Length; words++)
        {
            while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is ':' or '*' or '"' or '\'' or '`' or '$' or '.' or '_' or '-' or '{' or '》' or '】' or '\\'))
            {
                if (text[at] == '\n' && words > 0)
                {
                    return null;
                }

                at++;
                if (text[at - 1] == '\\')
                {
                    at += Words.LettersOf(text.AsSpan(at));
                }
            }

            if (at >= text.Length)
            {
                return null;
            }

            if (ChoiceLetters.Group(text, at, runs: true, lower: direct) is { } found)
            {
                // "A" as an article is no choice.
                if (found.Letters is "A" or "I" && !found.Bracketed && !Words.IsThirdPerson(text.AsSpan(found.End).TrimStart()) && found.End + 1 < text.Length && text[found.End] == ' ' && char.IsAsciiLetterLower(text[found.End + 1]) && !Continues(text, found.End))
                {
                    return null;
                }

                return (found.Letters, at, found.End, found.Hedged || (either && found.Letters.Length > 1));
            }

            var length = Words.Opens(text.AsSpan(at), Fillers);
            if (length == 0 && Words.Opens(text.AsSpan(at), ["either", "both", "possibly", "maybe", "perhaps"]) is > 0 and var hedge)
            {
                (either, length) = (true, hedge);
            }

            if (length == 0)
            {
                return null;
            }

            at += length;
        }

        return null;
    }

    private static bool Continues(string text, int at) => Words.Opens(text.AsSpan(at).TrimStart(), ["because", "is", "since", "as", "and", "or", "not", "but", "over", "rather", "instead"]) > 0;

    // The letter that opens the text, the last one in brackets, or the only one named.
    private static Choice Named(string text, string head)
    {
        // "D. It cannot be A or B", "B because …", "A".
        var start = head.Length - head.AsSpan().TrimStart(" \n\r\t*#>-=∴").Length;
        var small = start + 1 < head.Length && head[start + 1] is '.' or ')';
        if (start < head.Length && ChoiceLetters.Group(head, start, runs: false, lower: small) is { } opening && Opens(head, opening) && !Denied(head, start, opening.End))
        {
            if (Questioned(head, opening.End) || Lists(head, opening.End))
            {
                return Choice.Offered();
            }

            if (Retraction.Behind(head, opening.End) is { } rest)
            {
                return Free(head[rest..], head[rest..], AnswerSources.All, depth: 1) is { Letters: not null } corrected ? corrected : Choice.Refused("the choice is taken back");
            }

            return opening.Hedged || Splits(head, opening.End) || Statement.OfferedBehind(head.AsSpan(opening.End, Math.Min(40, head.Length - opening.End))) ? Choice.Offered() : Choice.Of(opening.Letters);
        }

        string? bracketed = null;
        var named = new SortedSet<char>();
        var hedged = false;
        var mentions = 0;
        for (var i = 0; i < text.Length && mentions < MostMentions; i++)
        {
            if (!(char.IsAsciiLetterUpper(text[i]) || text[i] == '(') || (i > 0 && (char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is '\\' or '\'' or '_' or '^')))
            {
                continue;
            }

            if (ChoiceLetters.Group(text, i, runs: false, lower: false) is not { } group || !(group.Bracketed || IsDressed(text, i, group.End)))
            {
                continue;
            }

            mentions++;
            var bare = group.Letters.Length == 1 && !group.Bracketed;
            var article = bare && (group.Letters == "I" || (group.Letters == "A" && group.End < text.Length && text[group.End] == ' ' && group.End + 1 < text.Length && char.IsAsciiLetter(text[group.End + 1]) && !Continues(text, group.End)));
            var listed = group.Letters.Length > 1 && Words.Any(text.AsSpan(Math.Max(0, i - 16), i - Math.Max(0, i - 16)), ["among", "amongst", "out of", "between", "of the options", "any of", "one of", "from"]);
            // A bare letter that is named already names nothing new.
            var known = bare && named.Contains(group.Letters[0]) && group.End < text.Length && text[group.End] is ' ';
            if (!article && !listed && !known && !Denied(text, i, group.End))
            {
                named.UnionWith(group.Letters);
                hedged |= group.Hedged || Statement.OfferedBehind(text.AsSpan(group.End, Math.Min(40, text.Length - group.End)));
                bracketed = group.Bracketed ? group.Letters : bracketed;
            }

            i = Math.Max(i, group.End - 1);
        }

        if (hedged && named.Count > 0)
        {
            return Choice.Offered();
        }

        // The last in brackets chooses: "By elimination only (C) remains."
        return bracketed is not null ? Choice.Of(bracketed) : named.Count == 1 ? Choice.Of(named) : Choice.None(named.Count > 1 ? "several letters" : "");
    }

    // "B maybe", "B?": not yet a choice.
    private static bool Questioned(string text, int end) => text.AsSpan(end).TrimStart(" .*)") is var rest && (rest is ['?', ..] || Words.Opens(rest, ["maybe", "perhaps", "possibly"]) > 0);

    // "A: 3, B: 4, C: 5": every option with its value.
    private static bool Lists(string text, int end)
    {
        if (end >= text.Length || text[end] is not (':' or ')' or '.'))
        {
            return false;
        }

        var others = 0;
        for (var i = end + 1; i + 1 < text.Length && i < end + 200; i++)
        {
            others += char.IsAsciiLetterUpper(text[i]) && text[i + 1] == text[end] && !char.IsAsciiLetterOrDigit(text[i - 1]) ? 1 : 0;
        }

        return others > 1;
    }

    // A bare letter is a choice where a choice stands: at a beginning, behind a stop, or behind a word that names one; not in "Vitamin C", "25 C", "f(x) + C".
    private static bool IsDressed(string text, int start, int end)
    {
        var behind = text.AsSpan(end).TrimStart(" *`");
        if (behind is ['=' or '+' or '^' or '_' or '/' or '<' or '>' or '\\', ..])
        {
            return false;
        }

        var before = text.AsSpan(0, start).TrimEnd(" *_`\"'$({[~");
        if (before.Length == 0 || before[^1] is '.' or ',' or ':' or ';' or '?' or '!' or '\n' or '\r' or ')' or '-' or '>' or '#' or '|' or '—' or '–' or '→' or '∴' or '}' or > '\u2e7f')
        {
            return before.Length == 0 || before[^1] != '-' || before.Length == 1 || before[^2] is ' ' or '\n';
        }

        var letters = 0;
        while (letters < before.Length && letters < 20 && char.IsLetter(before[^(letters + 1)]))
        {
            letters++;
        }

        return letters > 0 && Array.Exists(Namers, before[^letters..].ToString().ToLowerInvariant().Equals);
    }

    private static bool Opens(string head, (string Letters, int End, bool Hedged, bool Bracketed) opening) =>
        (opening.End >= head.Length || !char.IsAsciiLetterOrDigit(head[opening.End]))
        && !(opening.Letters is "A" or "I" && !opening.Bracketed && opening.End + 1 < head.Length && head[opening.End] == ' ' && char.IsAsciiLetterLower(head[opening.End + 1]) && Words.Opens(head.AsSpan(opening.End).TrimStart(), ["because", "since", "or", "and", "rather", "over", "instead"]) == 0)
        && !(opening.End < head.Length && head.AsSpan(opening.End).TrimStart(' ') is ['=' or '+' or '^' or '_', ..]);

    private static bool Denied(string text, int start, int end) =>
        IsOthers(text, start) || Words.Opens(text.AsSpan(Math.Min(end, text.Length)).TrimStart(" )*"), ["was my", "was the first", "was our", "was just", "was an", "was a", "would be", "would have been", "stands for", "denotes", "represents", "symbolizes", "symbolises"]) > 0 || Statement.Before(text, start) == Doubt.Denied || Statement.DeniedBehind(text, end) || (end < text.Length && text[end] == ':' && Words.Opens(text.AsSpan(end + 1).TrimStart(), ["no", "false", "wrong", "incorrect", "not"]) > 0);
}
