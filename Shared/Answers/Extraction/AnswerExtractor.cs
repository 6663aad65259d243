using Guide.Contracts.Judging;

namespace Guide.Answers.Extraction;

/// <summary>
/// Finds the final answer of a completion, without regular expressions. First the reasoning is cut off, then whatever follows the completion's own end; then the places are looked at in order of
/// trust: the box, the answer tag, the line behind "####", the last declaration, a short text as it stands, the last mathematics or number. A place that holds an answer which is denied, taken back or left
/// open refuses it: then only what stands behind it may still be read.
/// </summary>
internal static class AnswerExtractor
{
    /// <summary>The answer's text and where it was found; null when there is none in the places that may be read.</summary>
    public static (string Answer, string Source)? Extract(string text, AnswerSources allowed = AnswerSources.All) => Extract(text, allowed, out _);

    /// <summary>As above; <paramref name="refusal"/> says why an answer that stands there does not count, null when none stands there.</summary>
    public static (string Answer, string Source)? Extract(string text, AnswerSources allowed, out string? refusal) =>
        Completion.Answering(text, out refusal) is { } answering && Read(answering, allowed, out refusal) is var (answer, source) ? (EndMarks.Cut(answer), source) : null;

    /// <summary>The answer in the last box of a gold or of a bare answer, with what stands beside it; null when there is no box; empty when it is refused.</summary>
    public static string? Boxed(string text) => BoxedPlace.Find(text) is { Stands: true } box ? EndMarks.Cut(box.Answer ?? string.Empty) : null;

    private static (string Answer, string Source)? Read(string text, AnswerSources allowed, out string? refusal)
    {
        refusal = null;
        var (finding, source) = Trusted(text, allowed);
        if (finding.Answer is { } trusted)
        {
            return string.IsNullOrWhiteSpace(trusted) ? null : (trusted, source);
        }

        if (finding.Refusal is not null)
        {
            refusal = finding.Refusal;
            return finding.End > 0 && finding.End < text.Length ? Behind(text[finding.End..], allowed, ref refusal) : null;
        }

        return Free(text, allowed, ref refusal);
    }

    // The places that a completion fills on purpose. What stands behind a box and declares another answer replaces it.
    private static (Finding Finding, string Source) Trusted(string text, AnswerSources allowed)
    {
        var box = allowed.HasFlag(AnswerSources.Boxed) ? BoxedPlace.Find(text) : Finding.None;
        var tag = allowed.HasFlag(AnswerSources.AnswerTag) ? AnswerTagPlace.Find(text) : Finding.None;
        if (tag.Stands && (!box.Stands || (box.Answer is not null && tag.At > box.At)))
        {
            return (tag, "answer tag");
        }

        if (box.Answer is not null)
        {
            return allowed.HasFlag(AnswerSources.Declared) && DeclaredPlace.FindBehind(text, box.End) is { Answer: not null } later ? (later, "declared") : (box, "boxed");
        }

        if (box.Stands)
        {
            return (box, "boxed");
        }

        return allowed.HasFlag(AnswerSources.Marked) ? (MarkedPlace.Find(text), "####") : (Finding.None, "");
    }

    private static (string Answer, string Source)? Free(string text, AnswerSources allowed, ref string? refusal)
    {
        var declared = allowed.HasFlag(AnswerSources.Declared) ? DeclaredPlace.Find(text) : Finding.None;
        if (declared.Answer is { } said)
        {
            return (said, "declared");
        }

        if (declared.Refusal is not null)
        {
            refusal = declared.Refusal;
            return null;
        }

        var whole = allowed.HasFlag(AnswerSources.Whole) ? WholePlace.Find(text) : Finding.None;
        var value = whole.Stands ? whole : CompletionEnd.BreaksOff(text) ? Finding.Refused("the text breaks off before its answer") : Asserted(text, LastValue.Find(text, allowed));
        refusal = value.Refusal;
        if (value.Stands)
        {
            return value.Answer is { } answer ? (answer, whole.Stands ? "whole" : "last value") : null;
        }

        return allowed.HasFlag(AnswerSources.Whole) && WholePlace.Words(text).Answer is { } words ? (words, "whole") : null;
    }

    // The last value counts where its clause asserts it.
    private static Finding Asserted(string text, Finding value) =>
        value.Answer is null ? value
        : Clause.Refusal(text, value.At, value.End, inside: false) is { } why ? Finding.Refused("the last value: " + why)
        : LastValue.IsListed(text, value.At) ? Finding.Refused("the last value: it is one of a list")
        : DeclaredPlace.Describes(text, value.At) ? Finding.Refused("the last value: its sentence only describes the answer")
        : value;

    // Behind an answer that does not count: what is declared there, or the last value.
    private static (string Answer, string Source)? Behind(string text, AnswerSources allowed, ref string? refusal)
    {
        var declared = allowed.HasFlag(AnswerSources.Declared) ? DeclaredPlace.Find(text) : Finding.None;
        var found = declared.Stands ? declared : LastValue.Find(text, allowed);
        refusal = found.Answer is null ? refusal : null;
        return found.Answer is { } answer ? (answer, declared.Stands ? "declared" : "last value") : null;
    }
}
