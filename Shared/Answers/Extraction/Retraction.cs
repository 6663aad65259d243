namespace Guide.Answers.Extraction;

/// <summary>Where a completion takes back what it has just answered: "no, wait", "that is wrong", "I misread".</summary>
internal static class Retraction
{
    private const int Window = 2_000;

    private static readonly string[] Phrases =
    [
        "that is wrong", "that's wrong", "this is wrong", "it is wrong", "it's wrong", "that was wrong", "this was wrong", "that is incorrect", "that's incorrect", "this is incorrect", "it is incorrect", "it's incorrect", "that was incorrect", "that is not right", "that's not right", "this is not right", "this isn't right", "that isn't right",
        "that is not correct", "that's not correct", "this is not correct", "that isn't correct", "this isn't correct", "can't be right", "cannot be right", "can't be correct", "cannot be correct", "couldn't be right", "scratch that", "strike that", "never mind", "nevermind", "i misread", "i miscounted", "i miscalculated", "i misspoke", "i was wrong",
        "was a mistake", "is a mistake", "was an error", "is an error", "made a mistake", "made an error", "my mistake", "i forgot", "i dropped", "i overlooked", "i retract", "i take that back", "correction", "oops", "no wait", "wait, no", "wait no", "actually no", "actually, no", "hmm, no", "hmm no", "on reflection", "on second thought", "need to correct", "let me correct", "must correct", "不对", "错了", "更正",
    ];

    private static readonly string[] Failures =
    [
        "that does not satisfy", "that doesn't satisfy", "this does not satisfy", "this doesn't satisfy", "that does not work", "that doesn't work", "this does not work", "this doesn't work", "that does not hold", "that doesn't hold", "this does not hold", "this doesn't hold", "that contradicts", "this contradicts", "that fails", "this fails",
        "that does not check", "that doesn't check", "that is impossible", "this is impossible", "that makes no sense", "this makes no sense", "that does not make sense", "that doesn't make sense", "this doesn't make sense", "this does not make sense",
    ];

    private static readonly string[] Fillers = ["wait", "hmm", "oh", "well", "hold on", "actually", "sorry", "ah", "so", "but"];

    /// <summary>Where the text behind a retraction begins; null when nothing is taken back in the 2,000 characters from a position.</summary>
    public static int? Behind(string text, int from)
    {
        var tail = text.AsSpan(from, Math.Min(Window, text.Length - from));
        if (Refuses(tail) is { } begin)
        {
            return from + begin;
        }

        var (at, length) = Words.First(tail, Phrases);
        while (at >= 0)
        {
            // "so that is wrong for n = 1" of another claim, or "had I made an error": what is only supposed takes nothing back.
            var start = Sentence.Start(text, from + at);
            var before = text.AsSpan(Math.Max(from, start), from + at - Math.Max(from, start));
            if (!(tail[(at + length)..].StartsWith(" to ")) && !Words.Any(before, ["if", "had", "not", "n't", "never", "common", "many", "would"]))
            {
                return from + at + length;
            }

            var skip = at + length;
            var (next, nextLength) = Words.First(tail[skip..], Phrases);
            (at, length) = next < 0 ? (-1, 0) : (skip + next, nextLength);
        }

        return Fails(text, from, tail) ?? ShouldBe(text, from, tail);
    }

    // "Hmm, that does not satisfy the equation.": of the answer only where the sentence says nothing else before it.
    private static int? Fails(string text, int from, ReadOnlySpan<char> tail)
    {
        var (at, length) = Words.First(tail, Failures);
        while (at >= 0)
        {
            var start = Math.Max(from, Sentence.Start(text, from + at));
            var before = text.AsSpan(start, from + at - start).Trim(" ,.*-–—…\n");
            while (before.Length > 0 && Words.Opens(before, Fillers) is > 0 and var filler)
            {
                before = before[filler..].TrimStart(" ,.…-–—");
            }

            if (before.Length == 0)
            {
                return from + at + length;
            }

            var skip = at + length;
            (at, length) = Words.First(tail[skip..], Failures) is (>= 0 and var next, var nextLength) ? (skip + next, nextLength) : (-1, 0);
        }

        return null;
    }

    // The tail opens with a "no": "… no, 7", "Wait, no.", "-- no wait --".
    private static int? Refuses(ReadOnlySpan<char> tail)
    {
        var at = 0;
        for (var steps = 0; steps < 6; steps++)
        {
            while (at < tail.Length && (char.IsWhiteSpace(tail[at]) || tail[at] is '.' or ',' or '-' or '–' or '—' or '…' or '*' or '$' or ':' or ';' or '?' or '(' or '"' or ')' or '\\'))
            {
                at++;
            }

            if (Words.Opens(tail[at..], ["no", "nope"]) is var no and > 0)
            {
                var end = at + no;
                return end >= tail.Length || tail[end] is '.' or ',' or ':' or ';' or '!' or '-' or '–' or '—' or '…' || Words.Opens(tail[end..].TrimStart(), ["wait", "it", "the", "that"]) > 0 ? end : null;
            }

            var filler = Words.Opens(tail[at..], Fillers);
            if (filler == 0)
            {
                return null;
            }

            at += filler;
        }

        return null;
    }

    // "It should be 7": a value behind it; "as it should be" says that all is well.
    private static int? ShouldBe(string text, int from, ReadOnlySpan<char> tail)
    {
        foreach (var phrase in (ReadOnlySpan<string>)["it should be", "should have been", "it has to be", "it must be"])
        {
            var at = tail.IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
            if (at >= 0 && !tail[..at].TrimEnd().EndsWith("as", StringComparison.OrdinalIgnoreCase) && tail[(at + phrase.Length)..].TrimStart() is [var next, ..] && (char.IsAsciiDigit(next) || next is '$' or '-' or '\\' or '(' || char.IsAsciiLetterUpper(next)))
            {
                return from + at;
            }
        }

        return null;
    }
}
