using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers.Extraction;

/// <summary>The grammar of the clause around a box, for words that stand in no list: made-up verbs and nouns.</summary>
public sealed class ClauseProperties
{
    private static readonly VerifierSet Verifiers = AnswerVerifiers.Set();

    private static readonly string[] Stems = ["glorp", "brindle", "fandle", "quarl", "zimper", "trondle"];

    [Theory]
    [InlineData("The answer {0}s \\boxed{{19}}.")]
    [InlineData("Our result {0}s \\boxed{{19}}.")]
    [InlineData("It {0}s \\boxed{{19}}.")]
    [InlineData("\\boxed{{19}} {0}s the condition.")]
    [InlineData("\\boxed{{19}} {0}s outside the range.")]
    [InlineData("\\boxed{{19}} is {0}ed by the second case.")]
    [InlineData("{1} \\boxed{{19}}.")]
    [InlineData("So {0} \\boxed{{19}}.")]
    [InlineData("The {0} of \\boxed{{19}}.")]
    [InlineData("{1} beyond \\boxed{{19}}.")]
    [InlineData("We {0} that the answer is \\boxed{{19}}.")]
    [InlineData("It is {0} that the answer is \\boxed{{19}}.")]
    [InlineData("The {0} of the answer is \\boxed{{19}}.")]
    public async Task A_verb_that_nobody_knows_does_not_say_what_the_answer_is(string form)
    {
        foreach (var stem in Stems)
        {
            Assert.False(await Counts(Filled(form, stem)), Filled(form, stem));
        }
    }

    [Theory]
    [InlineData("She has \\boxed{{19}} {0}s left.")]
    [InlineData("Each {0} pays \\boxed{{19}}.")]
    [InlineData("The {0} of the box is \\boxed{{19}}.")]
    [InlineData("They {0} \\boxed{{19}} boxes.")]
    [InlineData("There are \\boxed{{19}} {0}s in the garden.")]
    [InlineData("The two {0}s differ by \\boxed{{19}}.")]
    [InlineData("They {0} after \\boxed{{19}} minutes.")]
    [InlineData("The number of {0}s is therefore $n=\\boxed{{19}}$.")]
    [InlineData("\\boxed{{19}} {0}s passed the test.")]
    [InlineData("So the answer is $\\boxed{{19}}$, since every {0} has one.")]
    public async Task A_noun_that_nobody_knows_is_counted_or_measured(string form)
    {
        foreach (var stem in Stems)
        {
            Assert.True(await Counts(Filled(form, stem)), Filled(form, stem));
        }
    }

    [Theory]
    [InlineData(17, 19, false)]
    [InlineData(19, 19, true)]
    [InlineData(18, 19, false)]
    public async Task A_number_beside_a_box_must_agree_with_it(int beside, int boxed, bool counts)
    {
        foreach (var form in (string[])["${0}=\\boxed{{{1}}}$", "$\\boxed{{{1}}}={0}$", "$x={0}=\\boxed{{{1}}}$", "\\[{0} = \\boxed{{{1}}}\\]"])
        {
            var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, beside, boxed);
            Assert.True(await Counts(text) == counts, text);
        }
    }

    [Theory]
    [InlineData("<!-- {0} -->")]
    [InlineData("<del>{0}</del>")]
    [InlineData("<s>{0}</s>")]
    [InlineData("<strike>{0}</strike>")]
    [InlineData("% {0}\n")]
    public async Task Comments_and_struck_text_are_not_said(string form)
    {
        var hidden = form.Replace("{0}", "\\boxed{19}", StringComparison.Ordinal);
        Assert.False(await Counts(hidden + "\nNothing else."));
        Assert.True(await Counts(form.Replace("{0}", "\\boxed{3}", StringComparison.Ordinal) + "\nSo \\boxed{19}."));
    }

    private static string Filled(string form, string stem) => string.Format(System.Globalization.CultureInfo.InvariantCulture, form, stem, char.ToUpperInvariant(stem[0]) + stem[1..]);

    private static async Task<bool> Counts(string completion)
    {
        var verdict = await Verifiers.JudgeAsync(new VerificationCase { Domain = Domain.Math, Gold = "19", Prediction = completion, Format = new AnswerFormat { From = AnswerFormat.Sources("boxed,answer-tag,marked") } }, CancellationToken.None);
        Assert.NotNull(verdict.Reward);
        return verdict.Outcome == VerdictOutcome.Correct;
    }
}
