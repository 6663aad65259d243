using System.Globalization;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>What docs/verification.md says of every verdict, tried on generated answers and completions.</summary>
public sealed class VerdictProperties
{
    private static readonly VerifierSet Verifiers = AnswerVerifiers.Set();

    private static readonly string[] Types = ["\\boxed{{{0}}}", "$\\boxed{{{0}}}$", "\\(\\boxed{{{0}}}\\)", "**\\boxed{{{0}}}**", "$$\\boxed{{{0}}}$$", "\\[\\boxed{{{0}}}\\]", "\n\\[\n\\boxed{{{0}}}\n\\]\n", "*$\\boxed{{{0}}}$*"];

    [Fact]
    public async Task The_same_case_gets_the_same_verdict()
    {
        var (answers, completions) = (new NearMisses(new Random(1)), new NearMissCompletions(new Random(1)));
        for (var i = 0; i < 500; i++)
        {
            var (gold, same, miss) = i % 2 == 0 ? answers.Next() : completions.Next();
            foreach (var said in (string[])[same, miss])
            {
                Assert.Equal(await Judge(gold, said, AnswerSources.All), await AnswerVerifiers.Set().JudgeAsync(Case(gold, said, AnswerSources.All), CancellationToken.None));
            }
        }
    }

    [Fact]
    public async Task A_place_that_is_not_read_gives_no_answer()
    {
        // A short text as a whole is read as it stands, whatever is in it.
        (AnswerSources Place, string Form)[] places = [(AnswerSources.Boxed, "So \\boxed{{{0}}}."), (AnswerSources.AnswerTag, "<answer>{0}</answer>"), (AnswerSources.Marked, "#### {0}"), (AnswerSources.Declared, "The answer is {0}."), (AnswerSources.Mathematics, "We get ${0}$ from that."), (AnswerSources.Whole, "{0}")];
        foreach (var value in Values(20))
        {
            foreach (var (place, form) in places)
            {
                foreach (var (read, _) in places.Where(other => other.Place != place && other.Place != AnswerSources.Whole))
                {
                    var verdict = await Judge(value, Format(form, value), read);
                    Assert.True(verdict.Outcome == VerdictOutcome.FormatError, $"{form} read as {read}: {verdict.Detail}");
                }

                Assert.Equal(VerdictOutcome.Correct, (await Judge(value, Format(form, value), place)).Outcome);
            }
        }
    }

    [Theory]
    [InlineData("The answer is {0}.", true)]
    [InlineData("Hence we get {0}, as required.", true)]
    [InlineData("There are {0} ways in total.", true)]
    [InlineData("Altogether {0}, because every path is counted once.", true)]
    [InlineData("We get {0} or $7$.", false)]
    [InlineData("We get {0} and $7$.", false)]
    [InlineData("The answer is not {0}.", false)]
    [InlineData("The answer exceeds {0} by a little.", false)]
    [InlineData("The answer is {0}. EDIT: $7$", false)]
    [InlineData("It is either $7$ or {0}.", false)]
    [InlineData("The textbook gives {0} here.", false)]
    [InlineData("{0} is what a beginner would write.", false)]
    public async Task A_sentence_is_read_the_same_in_every_type(string sentence, bool right)
    {
        foreach (var value in Values(6))
        {
            foreach (var type in Types)
            {
                var completion = Format(sentence, Format(type, value));
                var verdict = await Judge(value, completion, AnswerSources.Explicit);
                Assert.True((verdict.Outcome == VerdictOutcome.Correct) == right, $"{completion}: {verdict.Detail}");
            }
        }
    }

    [Theory]
    [InlineData("This {0}s a case.", false)]
    [InlineData("It is {0} by four.", false)]
    [InlineData("I {0} that number.", false)]
    [InlineData("I would {0} it.", false)]
    [InlineData("That should {0}.", false)]
    [InlineData("Do not {0} the above.", false)]
    [InlineData("{1}", false)]
    [InlineData("Hold on: {1}.", false)]
    [InlineData("Make that {1}.", false)]
    [InlineData("I {0}ed the digits: {1}.", false)]
    [InlineData("{2} it by {1}.", false)]
    [InlineData("This is the number of {0}s.", true)]
    [InlineData("It is a {0}.", true)]
    [InlineData("I checked it with a {0}.", true)]
    [InlineData("The {0} has {1} sides.", true)]
    [InlineData("This matches the {0}.", true)]
    [InlineData("I hope it is correct.", true)]
    [InlineData("Note that {0}s are counted once.", true)]
    public async Task A_sentence_behind_the_box_says_what_is_known_or_takes_it_back(string sentence, bool right)
    {
        foreach (var stem in (string[])["glorp", "brindle", "fandle"])
        {
            foreach (var between in (string[])[" ", "\n\n"])
            {
                var completion = "So \\boxed{19}." + between + string.Format(CultureInfo.InvariantCulture, sentence, stem, 23, char.ToUpperInvariant(stem[0]) + stem[1..]);
                var verdict = await Judge("19", completion, AnswerSources.Explicit);
                Assert.True((verdict.Outcome == VerdictOutcome.Correct) == right, $"{completion}: {verdict.Detail}");
            }
        }
    }

    [Fact]
    public void A_unit_may_be_left_out_by_either_side()
    {
        foreach (var value in Values(20))
        {
            foreach (var unit in (string[])["cm", "kg", "hours", "m/s", "J", "apples", "dollars"])
            {
                Assert.True(AnswerProperties.Same($"{value}\\text{{ {unit}}}", value), unit);
                Assert.True(AnswerProperties.Same(value, $"{value}\\text{{ {unit}}}"), unit);
            }
        }
    }

    [Fact]
    public void Words_are_compared_without_case_articles_and_stops()
    {
        foreach (var word in (string[])["ellipse", "parabola", "increasing function", "odd number", "isosceles triangle"])
        {
            foreach (var written in (string[])[word.ToUpperInvariant(), "The " + word, "the " + word + ".", char.ToUpperInvariant(word[0]) + word[1..], ("aeiou".Contains(word[0]) ? "An " : "A ") + word])
            {
                Assert.True(AnswerProperties.Same($"\\text{{{word}}}", $"\\text{{{written}}}"), written);
                Assert.True(AnswerProperties.Same($"\\text{{{word}}}", written), written);
                Assert.False(AnswerProperties.Same("\\text{hyperbola}", written), written);
            }
        }
    }

    [Fact]
    public void Labels_bind()
    {
        var random = new Random(3);
        foreach (var (one, other) in ((string, string)[])[("x", "y"), ("m", "n"), ("\\text{Ann}", "\\text{Bob}"), ("f(1)", "f(2)"), ("\\alpha", "\\beta")])
        {
            for (var i = 0; i < 40; i++)
            {
                var (a, b) = (random.Next(1, 99), random.Next(100, 199));
                Assert.True(AnswerProperties.Same($"{one}={a}, {other}={b}", $"{other}={b}, {one}={a}"));
                Assert.False(AnswerProperties.Same($"{one}={a}, {other}={b}", $"{one}={b}, {other}={a}"));
                Assert.False(AnswerProperties.Same($"{one}={a}, {other}={b}", $"{b}, {a}"));
                Assert.False(one.Length <= 6 && one[0] != '\\' && one.Length == 1 && AnswerProperties.Same($"{one}={a}, {other}={b}", $"{one}={a} or {other}={b}"));
            }
        }
    }

    [Fact]
    public void Which_of_two_answers_is_the_gold_does_not_matter()
    {
        var random = new Random(4);
        for (var i = 0; i < 200; i++)
        {
            var (a, b, c) = (random.Next(2, 99), random.Next(100, 199), random.Next(200, 299));
            string[] answers =
            [
                $"\\frac{{{a}}}{{{b}}}", $"{2 * a}/{2 * b}", $"\\frac{{{a + 1}}}{{{b}}}", $"\\{{{a},{b},{c}\\}}", $"{c}, {a}, {b}", $"{a}, {b}", $"({a},{b},{c})", $"[{a},{b})", $"{a} \\le x < {b}", $"({a},{b})", $"{a}x^2+{b}x", $"{b}x+{a}x^2", $"{a}x^2-{b}x",
                $"{a}\\pi", $"\\pi\\cdot {a}", $"x>{a}", $"{a}<x", $"x\\ge {a}", $"\\sqrt{{{a}}}", $"{a}^{{1/2}}", $"{a}\\text{{ cm}}", $"{10 * a}\\text{{ mm}}", $"{a}", $"{a}.5", "\\text{yes}", $"{a}^\\circ",
            ];
            var (one, other) = (answers[random.Next(answers.Length)], answers[random.Next(answers.Length)]);
            Assert.True(AnswerProperties.Same(one, other) == AnswerProperties.Same(other, one) || AnswerProperties.GoldDecides(one, other), $"{one} | {other}");
        }
    }

    [Fact]
    public async Task Science_allows_one_per_cent_of_the_gold()
    {
        var random = new Random(5);
        for (var i = 0; i < 100; i++)
        {
            var value = random.Next(1_000, 100_000);
            foreach (var (share, right) in ((decimal, bool)[])[(0.991m, true), (1.009m, true), (0.989m, false), (1.011m, false), (-1m, false)])
            {
                var said = (value * share).ToString(CultureInfo.InvariantCulture);
                var verdict = await Verifiers.JudgeAsync(Case($"{value} \\mathrm{{~J}}", said + " J", AnswerSources.All) with { Domain = Domain.Science, PredictionIsText = false }, CancellationToken.None);
                Assert.True((verdict.Outcome == VerdictOutcome.Correct) == right, $"{value} | {said}: {verdict.Detail}");
            }
        }
    }

    private static IEnumerable<string> Values(int count)
    {
        var random = new Random(6);
        return Enumerable.Range(0, count).Select(_ => random.Next(11, 5000).ToString(CultureInfo.InvariantCulture));
    }

    private static string Format(string form, string value) => string.Format(CultureInfo.InvariantCulture, form, value);

    private static VerificationCase Case(string gold, string completion, AnswerSources from) => new() { Domain = Domain.Math, Gold = gold, Prediction = completion, Format = new AnswerFormat { From = from } };

    private static async Task<Verdict> Judge(string gold, string completion, AnswerSources from) => await Verifiers.JudgeAsync(Case(gold, completion, from), CancellationToken.None);
}
