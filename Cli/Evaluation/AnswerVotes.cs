using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Cli.Evaluation;

/// <summary>
/// The answers of each problem's completions, for maj@k. Right answers are one answer: all equal the gold. Wrong ones are told apart by their
/// words. Completions without an answer do not vote, and those that nobody judged are not there.
/// </summary>
internal sealed class AnswerVotes(AnswerFormat format)
{
    private readonly Dictionary<(bool Guided, string PromptId), List<(string? Vote, bool Right)>> _votes = [];
    private readonly HashSet<string> _wordless = new(StringComparer.Ordinal);

    /// <summary>Counts a completion.</summary>
    public void Add(Domain domain, JudgedCompletion completion)
    {
        if (domain is Domain.Code or Domain.Http or Domain.Assembly)
        {
            _wordless.Add(completion.PromptId);
        }

        if (!completion.Outcome.IsJudged())
        {
            return;
        }

        if (!_votes.TryGetValue((completion.Guided, completion.PromptId), out var votes))
        {
            _votes[(completion.Guided, completion.PromptId)] = votes = [];
        }

        votes.Add(completion.Outcome == VerdictOutcome.Correct ? ("", true) : (SaidAnswer.Of(domain, completion.Text, format), false));
    }

    /// <summary>A result with maj@k where there were votes: the mean over the disjoint runs of k completions.</summary>
    public EvaluationResult Counted(EvaluationResult result, IReadOnlyList<int> ks) => result with { Problems = [.. result.Problems.Select(problem => problem with { MajorityAt = Of(result.Guided, problem, ks) })] };

    private Dictionary<int, double>? Of(bool guided, ProblemSamples problem, IReadOnlyList<int> ks) =>
        _wordless.Contains(problem.PromptId) ? null
        : !_votes.TryGetValue((guided, problem.PromptId), out var votes) ? ks.Where(k => k <= problem.Samples).ToDictionary(static k => k, static _ => 0.0)
        : ks.Where(k => k <= votes.Count).ToDictionary(k => k, k => votes.Chunk(k).Where(chunk => chunk.Length == k)
            .Average(chunk => PassAtK.Majority([.. chunk.Select(static vote => vote.Vote)], [.. chunk.Select(static vote => vote.Right)], k)));
}
