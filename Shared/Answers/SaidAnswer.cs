using Guide.Answers.Extraction;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>What a completion gives as its answer, as a vote: two completions with the same words in that place give the same text.</summary>
public static class SaidAnswer
{
    private const int LongestVote = 500;

    /// <summary>The vote; null where the completion gives no answer, or its domain has no answer in words (programs).</summary>
    /// <param name="domain">The problem's.</param>
    /// <param name="completion">What the model said.</param>
    /// <param name="format">Where an answer may stand.</param>
    public static string? Of(Domain domain, string completion, AnswerFormat format)
    {
        ArgumentNullException.ThrowIfNull(completion);
        ArgumentNullException.ThrowIfNull(format);
        if (domain is not (Domain.Math or Domain.Science or Domain.Mcq or Domain.Exact) || completion.Length > AnswerEngine.LongestText)
        {
            return null;
        }

        string? said;
        try
        {
            said = Said(domain, completion, format);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // What cannot be read does not vote.
            return null;
        }

        // Words are compared where words are the answer; a formula is one, however it is spaced.
        var vote = string.Join(domain == Domain.Exact ? " " : "", (said ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return vote.Length is > 0 and <= LongestVote ? vote : null;
    }

    private static string? Said(Domain domain, string completion, AnswerFormat format) =>
        domain == Domain.Exact ? ExactVerifier.TryAnswer(completion, isText: true, out var words) ? words.ToString() : null
            : domain == Domain.Mcq && ChoiceReader.Read(completion, format.Allowed, ChoiceOptions.None).Letters is { } letters
            ? letters
            : AnswerExtractor.Extract(completion, format.Allowed)?.Answer;
}
