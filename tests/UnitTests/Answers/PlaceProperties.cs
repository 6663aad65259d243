using System.Globalization;

using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>What docs/verification.md says of the places in general, for answers that nobody listed.</summary>
public sealed class PlaceProperties
{
    private static readonly VerifierSet Verifiers = AnswerVerifiers.Set();

    private static readonly string[] Reasoning = ["<think>{0}</think>", "<thinking>{0}</thinking>", "<reasoning>{0}</reasoning>", "<thought>{0}</thought>", "[THINK]{0}[/THINK]", "<|begin_of_thought|>{0}<|end_of_thought|>", "{0}</think>", "◁think▷{0}◁/think▷"];

    private static readonly string[] Given = ["\\boxed{{{0}}}", "<answer>{0}</answer>", "#### {0}"];

    private static readonly string[] Denials =
    [
        "The answer is not {0}.", "The answer cannot be {0}.", "{0} is wrong.", "It is either {0} or {1}.", "There are at least {0} ways.", "It is not true that the answer is {0}.", "The answer is anything but {0}.", "We get {0}, which is wrong.", "The answer is {0}. No, that is wrong.", "It lies between {1} and {0}.", "x = {0} is extraneous.", "Is it {0}? No."];

    private static readonly string[] Remarks = ["The answer is an integer.", "The answer is independent of n.", "The answer is in lowest terms.", "Many students think the answer is {1}.", "The answer is less than {1}.", "The answer is consistent with rows 1 and 2.", "If we had counted twice, the answer would be {1}.", "The wrong answer is {1}.", "The final answer is boxed above.", "The answer is obtained by adding {1} and 2."];

    [Fact]
    public async Task What_stands_in_reasoning_is_never_the_answer()
    {
        foreach (var (mine, other) in Numbers(60))
        {
            foreach (var tag in Reasoning)
            {
                foreach (var given in Given)
                {
                    var thought = Format(tag, Format(given, other));
                    await Judged(VerdictOutcome.Correct, mine, $"{thought}\n{Format(given, mine)}", AnswerSources.Explicit);
                    await Judged(VerdictOutcome.Incorrect, other, $"{thought}\n{Format(given, mine)}", AnswerSources.Explicit);
                    await Judged(VerdictOutcome.FormatError, other, thought, AnswerSources.Explicit);
                }
            }
        }
    }

    [Fact]
    public async Task Reasoning_that_never_closes_is_all_there_is()
    {
        foreach (var (mine, _) in Numbers(20))
        {
            await Judged(VerdictOutcome.FormatError, mine, $"<think>So \\boxed{{{mine}}}", AnswerSources.All);
        }
    }

    [Fact]
    public async Task A_denied_or_open_answer_is_no_answer()
    {
        foreach (var (mine, other) in Numbers(60))
        {
            foreach (var denial in Denials)
            {
                await Refused(mine, Format(denial, mine, other), AnswerSources.All);
            }
        }
    }

    [Fact]
    public async Task A_remark_behind_the_box_does_not_replace_it()
    {
        foreach (var (mine, other) in Numbers(60))
        {
            foreach (var remark in Remarks)
            {
                var completion = $"So $\\boxed{{{mine}}}$. {Format(remark, mine, other)}";
                await Judged(VerdictOutcome.Correct, mine, completion, AnswerSources.All);
                await Refused(other, completion, AnswerSources.All);
            }
        }
    }

    [Fact]
    public async Task What_the_model_writes_behind_its_end_is_not_read()
    {
        foreach (var (mine, other) in Numbers(60))
        {
            foreach (var end in (string[])["\n\nQuestion: next?\nAnswer: ", "\n\nProblem: next?\n\nSolution: ", "\n\nQ: next?\nA: ", "<|im_end|>\n<|im_start|>user\nnext<|im_end|>\n", "</s>[INST] next [/INST] ", "<|eot_id|>", "<|endoftext|>", "\n\nHuman: next\n\nAssistant: "])
            {
                foreach (var given in Given)
                {
                    await Judged(VerdictOutcome.Correct, mine, Format(given, mine) + end + Format(given, other), AnswerSources.Explicit);
                }
            }
        }
    }

    [Fact]
    public async Task What_stands_beside_the_box_belongs_to_the_answer()
    {
        foreach (var (mine, _) in Numbers(60))
        {
            foreach (var beside in (string[])["$-\\boxed{{{0}}}$", "$\\frac{{1}}{{\\boxed{{{0}}}}}$", "$3\\boxed{{{0}}}$", "$\\boxed{{{0}}}^2$", "$\\boxed{{{0}}}\\pi$", "$\\boxed{{{0}}}+1$", "\\boxed{{{0}}}/7", "$\\sqrt{{\\boxed{{{0}}}}}$", "\\boxed{{{0}}} thousand", "\\boxed{{{0}}}\\times 10^3"])
            {
                await Refused(mine, "So we get " + Format(beside, mine), AnswerSources.Boxed);
            }

            await Judged(VerdictOutcome.Correct, "-" + mine, $"So $x=-\\boxed{{{mine}}}$.", AnswerSources.Boxed);
            await Judged(VerdictOutcome.Correct, $"\\frac{{1}}{{{mine}}}", $"$\\frac{{1}}{{\\boxed{{{mine}}}}}$", AnswerSources.Boxed);
            await Judged(VerdictOutcome.Correct, mine, $"$a + b = \\boxed{{{mine}}}$, as asked.", AnswerSources.Boxed);
        }
    }

    [Fact]
    public async Task A_set_of_letters_equals_only_the_same_set()
    {
        string[] forms = ["\\boxed{{{0}}}", "<answer>{0}</answer>", "#### {0}", "The answer is {0}."];
        for (var gold = 1; gold < 32; gold++)
        {
            for (var said = 1; said < 32; said++)
            {
                foreach (var form in forms)
                {
                    var verdict = await Verifiers.JudgeAsync(new VerificationCase { Domain = Domain.Mcq, Gold = Letters(gold, ", "), Prediction = Format(form, Letters(said, said % 2 == 0 ? ", " : " and ")) }, CancellationToken.None);
                    Assert.True((verdict.Outcome == VerdictOutcome.Correct) == (gold == said), $"{Letters(gold, ", ")} | {Letters(said, " and ")}: {verdict.Detail}");
                }
            }
        }
    }

    [Fact]
    public async Task A_letter_that_is_denied_or_offered_with_another_is_not_chosen()
    {
        string[] forms =
        [
            "{0} or {1}", "{1} or {0}", "Either {0} or {1}.", "The answer is {0} or {1}.", "\\boxed{{{0} \\text{{ or }} {1}}}", "\\boxed{{{0}/{1}}}", "Not {0}.", "{0} is wrong.", "Option {0} is incorrect.", "All except {0}.", "The answer is not {0}.", "I don't think it's {0}.", "({0}) is wrong, ({1}) is right.",
            "Eliminate {0}.", "It cannot be {0}.", "\\boxed{{{0}}} is wrong; it is {1}.", "The answer is {0}. Wait, no, it is {1}.", "\\boxed{{{0} = 3}}", "\\boxed{{{0}, {1}}}",
        ];
        foreach (var mine in "BCDE")
        {
            foreach (var other in "BCDE".Where(letter => letter != mine))
            {
                foreach (var form in forms)
                {
                    var verdict = await Verifiers.JudgeAsync(new VerificationCase { Domain = Domain.Mcq, Gold = mine.ToString(), Prediction = Format(form, mine.ToString(), other.ToString()) }, CancellationToken.None);
                    Assert.True(verdict.Outcome != VerdictOutcome.Correct, $"{Format(form, mine.ToString(), other.ToString())}: {verdict.Detail}");
                }
            }
        }
    }

    private static string Letters(int set, string between) => string.Join(between, "ABCDE".Where((_, index) => (set >> index & 1) == 1));

    private static string Format(string form, params string[] values) => string.Format(CultureInfo.InvariantCulture, form, [.. values, .. values]);

    // Pairs of different whole numbers from 11 on: none of them stands in the words around it.
    private static IEnumerable<(string Mine, string Other)> Numbers(int count)
    {
        var random = new Random(20261128);
        for (var i = 0; i < count; i++)
        {
            var mine = random.Next(11, 5000);
            yield return (mine.ToString(CultureInfo.InvariantCulture), (mine + random.Next(1, 900)).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static async Task<Verdict> Judge(string gold, string completion, AnswerSources from) =>
        await Verifiers.JudgeAsync(new VerificationCase { Domain = Domain.Math, Gold = gold, Prediction = completion, Format = new AnswerFormat { From = from } }, CancellationToken.None);

    private static async Task Judged(VerdictOutcome expected, string gold, string completion, AnswerSources from)
    {
        var verdict = await Judge(gold, completion, from);
        Assert.True(verdict.Outcome == expected, $"{gold} | {completion}: {verdict.Outcome}, {verdict.Detail}");
    }

    private static async Task Refused(string gold, string completion, AnswerSources from)
    {
        var verdict = await Judge(gold, completion, from);
        Assert.True(verdict.Outcome != VerdictOutcome.Correct, $"{gold} | {completion}: {verdict.Detail}");
    }
}
