using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>The verifiers of mathematics and words as a stage calls them: gate, places, gold and detail.</summary>
public sealed class VerifierTests
{
    private static async Task<Verdict> Judge(string prediction, bool strict = true, double? tolerance = null, string gold = "12") => await AnswerVerifiers.Set().JudgeAsync(
        new VerificationCase { Domain = Domain.Math, Gold = gold, Prediction = prediction, Format = new AnswerFormat { Strict = strict }, RelTol = tolerance }, CancellationToken.None);

    [Theory]
    [InlineData("So \\boxed{12}", VerdictOutcome.Correct)]
    [InlineData("So \\boxed{12}.  \n", VerdictOutcome.Correct)]
    [InlineData("So \\boxed{13}", VerdictOutcome.Incorrect)]
    [InlineData("So \\boxed{12}    ", VerdictOutcome.FormatError)]
    [InlineData("So \\boxed{12", VerdictOutcome.FormatError)]
    [InlineData("So 12", VerdictOutcome.FormatError)]
    [InlineData("So \\boxed{12} or \\boxed{12}", VerdictOutcome.FormatError)]
    [InlineData("So \\boxed{}", VerdictOutcome.FormatError)]
    [InlineData("", VerdictOutcome.FormatError)]
    public async Task The_strict_gate_wants_one_closed_box_near_the_end(string completion, VerdictOutcome expected) =>
        Assert.Equal(expected, (await Judge(completion)).Outcome);

    [Fact]
    public async Task A_right_answer_in_a_place_that_is_not_read_is_a_format_error_that_names_the_places()
    {
        var elsewhere = new VerificationCase { Domain = Domain.Math, Gold = "12", Prediction = "The answer is 12.", Format = new AnswerFormat { From = AnswerSources.Boxed | AnswerSources.Marked } };

        var verdict = await AnswerVerifiers.Set().JudgeAsync(elsewhere, CancellationToken.None);
        var choice = await AnswerVerifiers.Set().JudgeAsync(elsewhere with { Domain = Domain.Mcq, Gold = "B", Prediction = "The answer is B." }, CancellationToken.None);

        Assert.Equal((VerdictOutcome.FormatError, "math: no answer found in the places that are read (boxed, marked)"), (verdict.Outcome, verdict.Detail));
        Assert.Equal((VerdictOutcome.FormatError, "mcq: no option named in the places that are read (boxed, marked)"), (choice.Outcome, choice.Detail));
    }

    [Fact]
    public async Task A_gold_that_is_a_worked_solution_is_read_everywhere_whatever_is_allowed_to_the_completion()
    {
        var verdict = await AnswerVerifiers.Set().JudgeAsync(
            new VerificationCase { Domain = Domain.Math, Gold = "She sells 6 and 6.\n#### 12", GoldIsText = true, Prediction = "\\boxed{12}", Format = new AnswerFormat { From = AnswerSources.Boxed } }, CancellationToken.None);

        Assert.Equal(VerdictOutcome.Correct, verdict.Outcome);
    }

    [Theory]
    [InlineData("boxed", AnswerSources.Boxed)]
    [InlineData("number, whole", AnswerSources.Number | AnswerSources.Whole)]
    [InlineData("boxed,answer-tag,marked,declared,mathematics,number,whole", AnswerSources.All)]
    [InlineData("boxed,answer-tag,marked", AnswerSources.Explicit)]
    [InlineData("all", AnswerSources.All)]
    public void Places_are_named_with_commas_between_them(string text, AnswerSources expected) =>
        Assert.Equal(expected, AnswerFormat.Sources(text));

    [Theory]
    [InlineData("")]
    [InlineData("boxed,")]
    [InlineData("Boxed")]
    [InlineData("1")]
    public void A_name_that_is_no_place_is_an_error(string text) =>
        Assert.Contains("is no place of an answer", Assert.Throws<FormatException>(() => AnswerFormat.Sources(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_strict_gate_reads_its_box_and_nothing_behind_it() =>
        Assert.Equal(VerdictOutcome.Correct, (await Judge("So \\boxed{12}. The final answer is 15.")).Outcome);

    [Fact]
    public async Task A_verdict_says_what_was_read_and_which_rule_decided()
    {
        var verdict = await Judge("\\boxed{\\{3, 12\\}}", gold: "12, 3");

        Assert.Equal(VerdictOutcome.Correct, verdict.Outcome);
        Assert.Contains("list(12, 3)", verdict.Detail, StringComparison.Ordinal);
        Assert.Contains("any order", verdict.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, VerdictOutcome.Incorrect)]
    [InlineData(0.01, VerdictOutcome.Correct)]
    [InlineData(0.0001, VerdictOutcome.Incorrect)]
    public async Task A_tolerance_is_relative_and_only_where_it_is_given(double? tolerance, VerdictOutcome expected) =>
        Assert.Equal(expected, (await Judge("\\boxed{12.05}", tolerance: tolerance)).Outcome);

    [Fact]
    public async Task A_case_without_a_gold_answer_is_the_judges_failure_and_has_no_reward()
    {
        var verdict = await AnswerVerifiers.Set().JudgeAsync(new VerificationCase { Domain = Domain.Math, Prediction = "\\boxed{1}" }, CancellationToken.None);

        Assert.Equal(VerdictOutcome.VerifierError, verdict.Outcome);
        Assert.Null(verdict.Reward);
    }

    [Fact]
    public async Task Code_without_a_sandbox_is_an_error_and_not_a_wrong_answer()
    {
        var verdict = await AnswerVerifiers.Set().JudgeAsync(new VerificationCase { Domain = Domain.Code, Prediction = "x" }, CancellationToken.None);

        Assert.Equal(VerdictOutcome.VerifierError, verdict.Outcome);
        Assert.Null(verdict.Reward);
    }

    [Fact]
    public void The_sets_version_names_every_member()
    {
        Assert.Equal("math/5+science/5+mcq/5+exact/1", AnswerVerifiers.Set().Version);
    }

    [Theory]
    [InlineData(Domain.Math, "\\frac{1}{2}", true)]
    [InlineData(Domain.Math, "\\text{no solution}", true)]
    [InlineData(Domain.Math, "", false)]
    [InlineData(Domain.Math, "\\frac{1}{", false)]
    [InlineData(Domain.Math, "1/0", false)]
    [InlineData(Domain.Science, "5.0 \\mathrm{~kg}", true)]
    [InlineData(Domain.Mcq, "B", true)]
    [InlineData(Domain.Mcq, "..", false)]
    public void Gold_answers_are_checked_once_at_import(Domain domain, string gold, bool readable)
    {
        Assert.Equal(readable, GoldAnswer.TryParse(domain, gold, out var reason));
        Assert.Equal(readable, reason is null);
    }

    [Theory]
    [InlineData("12, 3", "\\boxed{3, 12}")]
    [InlineData("\\boxed{\\frac{1}{2}}", "\\boxed{0.5}")]
    [InlineData("**5**", "\\boxed{6}")]
    [InlineData("9^{9^{9^9}}", "\\boxed{9^{9^{9^8}}}")]
    public async Task A_kept_gold_gives_the_same_verdict_as_one_that_is_read_anew(string gold, string prediction)
    {
        Assert.True(GoldAnswer.TryParse(Domain.Math, gold, out var parsed, out _));
        var item = new VerificationCase { Domain = Domain.Math, Gold = gold, Prediction = prediction };

        var anew = await AnswerVerifiers.Set().JudgeAsync(item, CancellationToken.None);
        var kept = await AnswerVerifiers.Set().JudgeAsync(item with { ParsedGold = parsed }, CancellationToken.None);

        Assert.Equal(anew, kept);
    }

    [Fact]
    public async Task A_kept_gold_of_another_answer_is_not_used()
    {
        Assert.True(GoldAnswer.TryParse(Domain.Math, "13", out var parsed, out _));
        var item = new VerificationCase { Domain = Domain.Math, Gold = "12", ParsedGold = parsed, Prediction = "\\boxed{13}" };

        Assert.Equal(VerdictOutcome.Incorrect, (await AnswerVerifiers.Set().JudgeAsync(item, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Hostile_pairs_end_in_a_verdict()
    {
        var verifiers = AnswerVerifiers.Set();
        foreach (var (name, gold, said, isText) in HostileAnswers.Pairs())
        {
            var verdict = await verifiers.JudgeAsync(new VerificationCase { Domain = Domain.Math, Gold = gold, Prediction = said, PredictionIsText = isText }, CancellationToken.None);
            Assert.True(verdict.Reward is not null || verdict.Detail.Contains("the gold ", StringComparison.Ordinal), $"{name}: {verdict.Detail}");
        }
    }
}
