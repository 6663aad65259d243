using Guide.Answers.Extraction;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>What a completion gives as its answer, as a vote: two completions that say the same give the same text.</summary>
public static class SaidAnswer
{
    private const int LongestText = 2_000_000;
    private const int LongestVote = 500;

    /// <summary>The vote; null where the completion gives no answer, or its domain has no answer in words (programs).</summary>
    /// <param name="domain">The problem's.</param>
    /// <param name="completion">What the model said.</param>
    /// <param name="format">Where an answer may stand.</param>
    public static string? Of(Domain domain, string completion, AnswerFormat format)
    {
        ArgumentNullException.ThrowIfNull(completion);
        ArgumentNullException.ThrowIfNull(format);
        if (domain is not (Domain.Math or Domain.Science or Domain.Mcq or Domain.Exact) || completion.Length > LongestText)
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

        var vote = string.Concat((said ?? "").Where(static c => !char.IsWhiteSpace(c)));
        return vote.Length is > 0 and <= LongestVote ? vote : null;
    }

    private static string? Said(Domain domain, string completion, AnswerFormat format) =>
        domain == Domain.Mcq && ChoiceReader.Read(completion, format.Allowed, ChoiceOptions.None).Letters is { } letters
            ? letters
            : AnswerExtractor.Extract(completion, domain == Domain.Exact ? AnswerSources.Marked : format.Allowed)?.Answer;
}
