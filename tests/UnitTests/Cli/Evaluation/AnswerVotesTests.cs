using Guide.Answers;
using Guide.Cli.Evaluation;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Cli;

public sealed class AnswerVotesTests
{
    [Fact]
    public void Right_answers_are_one_vote_and_wrong_ones_are_told_apart_by_their_words()
    {
        // Runs of four: two right in two spellings beside two wrong that agree is a tie; then one right among three wrong that differ, one of which says nothing.
        var votes = Votes(Domain.Math, (@"\boxed{1/2}", true), (@"\boxed{3}", false), (@"so \boxed{ 3 }", false), (@"\boxed{0.5}", true), (@"\boxed{0.5}", true), (@"\boxed{7}", false), ("", false), (@"\boxed{8}", false));
        var result = votes.Counted(Result(8, 3, Domain.Math), [1, 4, 8, 16]);

        // Four votes: ½. Then three answers with one vote each: ⅓. Of all eight: three right, two threes.
        Assert.Equal([1, 4, 8], result.Problems[0].MajorityAt!.Keys);
        Assert.Equal((0.5 + (1 / 3.0)) / 2, result.Problems[0].MajorityAt![4], 12);
        Assert.Equal(1, result.Problems[0].MajorityAt![8]);
        var tier = Assert.Single(result.Slices([1, 4, 8]));
        Assert.Equal([4, 8], tier.MajorityAt.Keys);
    }

    [Fact]
    public void Exact_answers_vote_with_the_words_that_their_judge_reads()
    {
        // The judge reads all behind the first mark, word by word: "1 2" twice, and "12", which is another answer.
        Assert.Equal("1 2", SaidAnswer.Of(Domain.Exact, "so\n#### 1\n 2", AnswerFormat.Any));
        Assert.Equal("12", SaidAnswer.Of(Domain.Exact, "#### 12", AnswerFormat.Any));
        Assert.Equal("1 #### 2", SaidAnswer.Of(Domain.Exact, "#### 1 #### 2", AnswerFormat.Any));
        Assert.Null(SaidAnswer.Of(Domain.Exact, "12", AnswerFormat.Any));
    }

    [Fact]
    public void Programs_have_no_majority_and_what_nobody_judged_does_not_vote()
    {
        Assert.Null(Votes(Domain.Code, ("print(1)", true)).Counted(Result(1, 1, Domain.Code), [1]).Problems[0].MajorityAt);

        var votes = new AnswerVotes(AnswerFormat.Any);
        votes.Add(Domain.Math, Said(@"\boxed{2}", VerdictOutcome.VerifierError));
        votes.Add(Domain.Math, Said(@"\boxed{1}", VerdictOutcome.Correct));
        Assert.Equal([1], votes.Counted(Result(1, 1, Domain.Math), [1, 2]).Problems[0].MajorityAt!.Keys);
    }

    [Fact]
    public void Problems_are_summarised_by_domain_and_by_set_where_there_are_several()
    {
        var result = Result(2, 1, Domain.Math) with
        {
            Problems =
            [
                new("a", "math easy", 2, 2) { Domain = Domain.Math, Set = "one" }, new("b", "math hard", 2, 0) { Domain = Domain.Math, Set = "two" },
                new("c", "code", 2, 1) { Domain = Domain.Code, Set = "two" },
            ],
        };
        var slices = result.Slices([1]);

        Assert.Equal(["math easy", "math hard", "code", "domain math", "set one", "set two", "all"], slices.Select(static slice => slice.Tier));
        Assert.Equal([1, 0, 0.5, 0.5, 1, 0.25, 0.5], slices.Select(static slice => slice.PassAt[1].Mean));
    }

    [Fact]
    public void Hints_are_compared_on_the_problems_that_both_sides_have()
    {
        var without = Result(4, 0, Domain.Math) with { Problems = [new("a", "all", 4, 0), new("b", "all", 4, 4), new("c", "all", 4, 1)] };
        var with = without with { Guided = true, Problems = [new("a", "all", 4, 2), new("c", "all", 4, 3)] };

        Assert.Equal(["a", "c"], without.On(with).Problems.Select(static problem => problem.PromptId));
        Assert.Equal((0.5, 2), (with.Minus(without, 1)!.Mean, with.Minus(without, 1)!.Problems));
        using var text = new StringWriter();
        EvaluationText.Write([without, with], [1], 4, json: false, text);
        Assert.Contains("the 2 problems with a usable hint, of 3:", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("pass@1 +0.500 [", text.ToString(), StringComparison.Ordinal);
        Assert.Contains(Bootstrap.Name, text.ToString(), StringComparison.Ordinal);
    }

    private static AnswerVotes Votes(Domain domain, params (string Text, bool Right)[] said)
    {
        var votes = new AnswerVotes(AnswerFormat.Any);
        foreach (var (text, right) in said)
        {
            votes.Add(domain, Said(text, right ? VerdictOutcome.Correct : VerdictOutcome.Incorrect));
        }

        return votes;
    }

    private static JudgedCompletion Said(string text, VerdictOutcome outcome) => new("p", "all", false, 0, text, 1, FinishReason.Stop, "1/2", outcome, outcome == VerdictOutcome.Correct ? 1 : 0, null);

    private static EvaluationResult Result(int samples, int successes, Domain domain) => new()
    {
        Checkpoint = "c",
        CheckpointSha256 = "0",
        Guided = false,
        SamplesPerProblem = samples,
        Unusable = 0,
        Truncated = 0,
        Problems = [new("p", "all", samples, successes) { Domain = domain }],
    };
}
