using System.Globalization;

using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers.Extraction;

/// <summary>What docs/verification.md says of the sentence around a value, for values that nobody listed: {0} is the gold, {1} another number.</summary>
public sealed class SentenceProperties
{
    private static readonly VerifierSet Verifiers = AnswerVerifiers.Set();

    [Theory]
    [InlineData("\\boxed{{{0}}} or ${1}$")]
    [InlineData("\\boxed{{{0}}} and ${1}$")]
    [InlineData("\\boxed{{{0}}} to ${1}$")]
    [InlineData("It is ${1}$ or \\boxed{{{0}}}.")]
    [InlineData("It is \\boxed{{{0}}}, but it might be ${1}$.")]
    [InlineData("It is \\boxed{{{0}}}, otherwise ${1}$.")]
    [InlineData("From \\boxed{{{0}}} up to ${1}$.")]
    [InlineData("\\boxed{{{0}}}; ${1}$ is equally plausible")]
    [InlineData("I am unsure whether ${1}$ holds; \\boxed{{{0}}}")]
    [InlineData("I have no idea, so \\boxed{{{0}}}")]
    [InlineData("\\boxed{{{0}}} ${1}$")]
    [InlineData("\\boxed{{{0}}}\n\nActually ${1}$.")]
    [InlineData("\\boxed{{{0}}} ({1} is the other candidate)")]
    public async Task A_box_is_left_open_by_another_value_that_its_sentence_offers(string form) => await Never(form);

    [Theory]
    [InlineData("<answer>{0}</answer> or {1}")]
    [InlineData("<answer>{0}</answer>. Alternatively, {1}.")]
    [InlineData("Either <answer>{1}</answer> or <answer>{0}</answer>")]
    [InlineData("It is not <answer>{0}</answer>.")]
    [InlineData("A lower bound is <answer>{0}</answer>.")]
    [InlineData("#### {0}\nAlternatively, {1}")]
    [InlineData("The answer is {0}. Alternatively, {1}.")]
    [InlineData("The answer is {1}. Alternatively, {0}.")]
    public async Task A_tag_a_line_and_a_declaration_are_left_open_by_the_same_sentences(string form) => await Never(form);

    [Theory]
    [InlineData("Thus it is not {1}.<answer>{0}</answer>")]
    [InlineData("She does not need {1} #### {0}")]
    [InlineData("For $n={1}$ we would get more, so \\boxed{{{0}}}.")]
    [InlineData("\\boxed{{{0}}} (because {1} is too large)")]
    public async Task What_another_clause_says_denies_nothing(string form) => await Always(form, AnswerSources.Explicit);

    [Theory]
    [InlineData("Whether $k=2$ or $k=3$, we get \\boxed{{{0}}}.")]
    [InlineData("There are \\boxed{{{0}}} integers between $2$ and ${1}$.")]
    [InlineData("The difference between $k$ and ${1}$ is \\boxed{{{0}}}.")]
    [InlineData("The sum from $1$ to $k$ is \\boxed{{{0}}}, not ${1}$.")]
    [InlineData("The value is \\boxed{{{0}}} or ${0}.0$.")]
    [InlineData("Between $2$ and ${1}$, only \\boxed{{{0}}} works.")]
    [InlineData("So $a=\\boxed{{{0}}}$ and $b={1}$.")]
    public async Task A_box_stands_beside_numbers_that_are_no_other_answer(string form) => await Always(form, AnswerSources.Explicit);

    [Theory]
    [InlineData("Try 1: \\boxed{{{1}}}. Try 2: \\boxed{{{0}}}.")]
    [InlineData("1. \\boxed{{{1}}}\n2. \\boxed{{{0}}}")]
    [InlineData("| 1 | \\boxed{{{1}}} |\n| 2 | \\boxed{{{0}}} |")]
    [InlineData("Reading A gives \\boxed{{{1}}}. Reading B gives \\boxed{{{0}}}.")]
    [InlineData("It is \\boxed{{{1}}}. It is \\boxed{{{0}}}.")]
    [InlineData("If the ends count: \\boxed{{{1}}}. If they do not: \\boxed{{{0}}}.")]
    [InlineData("$x=\\boxed{{{1}}}$ or $x=\\boxed{{{0}}}$")]
    [InlineData("\\boxed{{{1}}} if n is even and \\boxed{{{0}}} if n is odd.")]
    [InlineData("50%: \\boxed{{{1}}}, 50%: \\boxed{{{0}}}")]
    public async Task Boxes_in_parallel_are_one_list_or_guesses(string form) => await Never(form);

    [Theory]
    [InlineData("Step 1: \\boxed{{{1}}}.\nStep 2: \\boxed{{{0}}}.")]
    [InlineData("(a) \\boxed{{{1}}}\n\n(b) \\boxed{{{0}}}")]
    [InlineData("The base is \\boxed{{{1}}}. Hence the area is \\boxed{{{0}}}.")]
    [InlineData("First $a=\\boxed{{{1}}}$. Then $b=\\boxed{{{0}}}$.")]
    public async Task A_box_that_follows_from_another_stands_in_its_place(string form) => await Always(form, AnswerSources.Explicit);

    [Fact]
    public async Task Boxes_of_one_list_are_its_entries()
    {
        foreach (var (mine, other) in Numbers())
        {
            foreach (var form in (string[])["1. \\boxed{{{0}}}\n2. \\boxed{{{1}}}", "$x=\\boxed{{{0}}}$ or $x=\\boxed{{{1}}}$", "| A | \\boxed{{{0}}} |\n| B | \\boxed{{{1}}} |"])
            {
                Assert.Equal(VerdictOutcome.Correct, (await Judge($"{mine}, {other}", Format(form, mine, other), AnswerSources.Explicit)).Outcome);
            }
        }
    }

    [Theory]
    [InlineData("So the value is {0} (accurate to {1} digits).")]
    [InlineData("So the value is ${0}$ after {1} iterations.")]
    [InlineData("We find {0} [{1}].")]
    [InlineData("So the value is ${0}$ for all n > {1}.")]
    [InlineData("So the value is ${0}$ where k = {1}.")]
    [InlineData("We find {0} (p < {1}).")]
    [InlineData("We find ${0}$ for every $n \\ge {1}$.")]
    [InlineData("The answer is ${0}$ on page {1}.")]
    [InlineData("The answer is {0} after {1} rounds.")]
    [InlineData("We find {0} using {1} terms.")]
    [InlineData("After {1} days the tank holds {0} litres.")]
    [InlineData("For n = {1} we get {0}.")]
    [InlineData("Taking {1} of them we have {0} left.")]
    public async Task A_number_in_a_remark_is_not_the_value(string form)
    {
        await Always(form, AnswerSources.All);
        await Never(form, swapped: true);
    }

    [Theory]
    [InlineData("We find ${0}$ (see part {1}), which is wrong.")]
    [InlineData("We find ${0}$ after {1} steps. Wait, that is wrong.")]
    public async Task What_is_said_behind_a_remark_holds_for_the_value_before_it(string form) => await Never(form);

    [Theory]
    [InlineData("\\boxed{{\\boxed{{{0}}}.}}")]
    [InlineData("\\boxed{{{0}\\qquad\\text{{Q.E.D.}}}}")]
    [InlineData("\\boxed{{{0}\\text{{, as required}}}}")]
    [InlineData("<answer>{0} \\blacksquare</answer>")]
    [InlineData("#### {0} ∎")]
    public async Task Marks_of_an_end_are_no_part_of_an_answer(string form) => await Always(form, AnswerSources.Explicit);

    [Theory]
    [InlineData("It cannot be anything but \\boxed{{{0}}}.")]
    [InlineData("No number other than \\boxed{{{0}}} works.")]
    [InlineData("There is no other possibility than \\boxed{{{0}}}.")]
    public async Task The_exception_of_a_denial_is_asserted(string form) => await Always(form, AnswerSources.Explicit);

    [Theory]
    [InlineData("A hasty reader would put \\boxed{{{0}}}.")]
    [InlineData("An upper bound is \\boxed{{{0}}}.")]
    [InlineData("It is a factor of \\boxed{{{0}}}.")]
    [InlineData("It is 2 less than \\boxed{{{0}}}.")]
    [InlineData("\\boxed{{{0},?}}")]
    [InlineData("Answer: > ${0}$")]
    [InlineData("Someone claims the answer is ${0}$, but they are mistaken.")]
    public async Task What_is_ascribed_or_made_another_value_of_is_no_answer(string form) => await Never(form);

    [Theory]
    [InlineData("Not A, not C, not D: B.", true)]
    [InlineData("Réponse : B", true)]
    [InlineData("Not A, not C: B or D.", false)]
    public async Task A_letter_behind_denied_ones_is_chosen(string completion, bool right)
    {
        var verdict = await Verifiers.JudgeAsync(new VerificationCase { Domain = Domain.Mcq, Gold = "B", Prediction = completion }, CancellationToken.None);
        Assert.True((verdict.Outcome == VerdictOutcome.Correct) == right, verdict.Detail);
    }

    private static async Task Always(string form, AnswerSources from)
    {
        foreach (var (mine, other) in Numbers())
        {
            var verdict = await Judge(mine, Format(form, mine, other), from);
            Assert.True(verdict.Outcome == VerdictOutcome.Correct, $"{Format(form, mine, other)}: {verdict.Detail}");
        }
    }

    private static async Task Never(string form, bool swapped = false)
    {
        foreach (var (mine, other) in Numbers())
        {
            var verdict = await Judge(swapped ? other : mine, Format(form, mine, other), AnswerSources.All);
            Assert.True(verdict.Outcome != VerdictOutcome.Correct, $"{Format(form, mine, other)}: {verdict.Detail}");
        }
    }

    private static IEnumerable<(string Mine, string Other)> Numbers()
    {
        var random = new Random(20261128);
        for (var i = 0; i < 12; i++)
        {
            var mine = random.Next(11, 5000);
            yield return (mine.ToString(CultureInfo.InvariantCulture), (mine + random.Next(mine, 9000)).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Format(string form, string mine, string other) => string.Format(CultureInfo.InvariantCulture, form, mine, other);

    private static async Task<Verdict> Judge(string gold, string completion, AnswerSources from) =>
        await Verifiers.JudgeAsync(new VerificationCase { Domain = Domain.Math, Gold = gold, Prediction = completion, Format = new AnswerFormat { From = from } }, CancellationToken.None);
}
