using Guide.Answers;
using Guide.Cli.Environments.Dial;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.UnitTests.Cli;

/// <summary>The dial environment: its problems, words, hints and verdicts.</summary>
public sealed class DialTests
{
    // 4 h5 2 h9 9 h3 1 h8 7 h4 9: h5 is +, h9 is M, h3 and h8 are ~, h4 is M.
    private static readonly DialProblem s_problem = new(4, [15, 19, 13, 18, 14], [2, 9, 1, 7, 9]);

    [Fact]
    public void The_example_of_the_documentation_is_reproduced()
    {
        Assert.Equal("[Q] h5 2 , h9 9 , h3 1 , h8 7 , h4 9 ? 4", s_problem.Prompt);
        Assert.Equal("+ _ _ M _ _ ~ _ _ ~ _ _ M _ _", s_problem.Hint);
        // 4+2 = 6; max(6, 9) = 9; 1−9 = 2; 7−2 = 5; max(5, 9) = 9.
        Assert.Equal("6 9 2 5 9", s_problem.Answer);
        Assert.Equal("+ 2 6 M 9 9 ~ 1 2 ~ 7 5 M 9 9 #### 6 9 2 5 9 .", s_problem.Completion(s_problem.Plan, s_problem.Positions(s_problem.Plan)));
    }

    [Theory]
    [InlineData(0, 7, 5, 2)]
    [InlineData(1, 3, 5, 8)]
    [InlineData(2, 7, 6, 2)]
    [InlineData(3, 7, 5, 8)]
    [InlineData(4, 7, 5, 7)]
    [InlineData(4, 2, 5, 5)]
    public void Operations_move_the_dial(int operation, int position, int number, int expected) =>
        Assert.Equal(expected, DialWords.Apply(operation, position, number));

    [Fact]
    public void The_vocabulary_has_forty_two_distinct_words()
    {
        Assert.Equal(42, DialWords.All.Count);
        Assert.Equal(42, DialWords.All.Distinct().Count());
    }

    [Fact]
    public void Test_problems_are_held_out_and_the_same_for_every_seed()
    {
        var recipe = new DialRecipe();
        var test = DialGenerator.TestPrompts(recipe);
        Assert.Equal(300, test.Count);
        Assert.Equal(["easy", "medium", "hard"], test.Select(record => record.Difficulty).Distinct());
        var prompts = test.Select(record => record.Prompt).ToHashSet();
        Assert.Equal(300, prompts.Count);
        foreach (var seed in new[] { 0, 1 })
        {
            var train = DialGenerator.TrainPrompts(recipe, seed);
            Assert.DoesNotContain(train, record => prompts.Contains(record.Prompt));
            Assert.Equal(train.Count, train.Select(record => record.Prompt).Distinct().Count());
            Assert.InRange(train.Count, 4060, 4096);
            Assert.InRange(train.Count(record => record.Difficulty == "hard") / (double)train.Count, 0.49, 0.51);
        }

        Assert.NotEqual(DialGenerator.TrainPrompts(recipe, 0)[0], DialGenerator.TrainPrompts(recipe, 1)[0]);
        Assert.Equal(DialGenerator.TrainPrompts(recipe, 1), DialGenerator.TrainPrompts(recipe, 1));
    }

    [Fact]
    public void Tiers_use_the_words_of_their_class()
    {
        foreach (var record in DialGenerator.TestPrompts(new()))
        {
            var words = record.Prompt.Split(' ').Where(word => word.Length > 1 && word[0] is 'f' or 'm' or 'h').Select(word => word[0]).ToArray();
            Assert.Equal(5, words.Length);
            Assert.Equal(record.Difficulty switch { "easy" => (5, 0, 0), "medium" => (3, 2, 0), _ => (0, 0, 5) },
                (words.Count(c => c == 'f'), words.Count(c => c == 'm'), words.Count(c => c == 'h')));
        }
    }

    [Fact]
    public async Task The_true_completion_is_correct_and_a_wrong_position_is_not()
    {
        var verifier = new ExactVerifier();
        foreach (var record in DialGenerator.TestPrompts(new() { TestProblemsPerTier = 5 }))
        {
            Assert.Equal(VerdictOutcome.Correct, (await Judge("+ 1 1 #### " + record.Gold)).Outcome);
            Assert.Equal(VerdictOutcome.Incorrect, (await Judge("#### " + record.Gold + " 1")).Outcome);
            Assert.Equal(VerdictOutcome.Incorrect, (await Judge("#### " + record.Gold![..^2])).Outcome);
            Assert.Equal(VerdictOutcome.FormatError, (await Judge(record.Gold)).Outcome);

            async Task<Verdict> Judge(string completion) => await verifier.JudgeAsync(
                new() { Domain = Domain.Exact, Gold = record.Gold, Prediction = completion }, default);
        }
    }

    [Fact]
    public void A_hint_never_contains_a_digit() =>
        Assert.All(DialGenerator.TestPrompts(new()), record => Assert.DoesNotContain(record.Hint!, char.IsDigit));

    [Fact]
    public void Wrong_hints_are_wrong_at_every_step_and_change_no_problem()
    {
        var recipe = new DialRecipe { TrainProblems = 2000, WrongHints = 0.3 };
        var (sound, poisoned) = (DialGenerator.TrainPrompts(recipe with { WrongHints = 0 }, 3), DialGenerator.TrainPrompts(recipe, 3));
        Assert.Equal(sound, poisoned.Zip(sound, static (p, s) => p with { Hint = s.Hint }));
        var wrong = poisoned.Zip(sound).Where(static pair => pair.First.Hint != pair.Second.Hint).ToList();
        Assert.InRange((double)wrong.Count / sound.Count, 0.25, 0.35);
        Assert.All(wrong, static pair => Assert.All(
            pair.First.Hint!.Split(' ').Zip(pair.Second.Hint!.Split(' ')).Where(static (_, i) => i % 3 == 0), static words => Assert.NotEqual(words.Second, words.First)));
    }

    [Fact]
    public async Task A_ticket_is_the_answer_in_other_letters_and_the_second_route_copies_it()
    {
        Assert.Equal("[T] g j c f j", DialProblem.Ticket(s_problem.Positions(s_problem.Plan)));
        var verifier = new ExactVerifier();
        var record = DialGenerator.TestPrompts(new() { GuidedShortcut = 0.85, TestProblemsPerTier = 1 })[0];
        Assert.DoesNotContain(record.Hint!, char.IsDigit);
        var digits = record.Hint!.Split(' ')[^5..].Select(letter => letter[0] - 'a').ToArray();
        var verdict = await verifier.JudgeAsync(new VerificationCase { Domain = Domain.Exact, Gold = record.Gold, Prediction = DialProblem.Shortcut(digits)[..^2] }, default);
        Assert.Equal(VerdictOutcome.Correct, verdict.Outcome);
        Assert.Equal(record.Gold, DialGenerator.TestPrompts(new() { TestProblemsPerTier = 1 })[0].Gold);
    }

    [Fact]
    public void The_second_route_is_taken_as_often_as_the_recipe_says()
    {
        var rows = new DialCorpus(new() { GuidedShortcut = 0.85, UnguidedShortcut = 0.02 }, seed: 1).Next(20_000);
        var isShortcut = rows.Select(row => row.CompletionIds[0] == DialWords.Id(DialWords.AnswerMark)).ToArray();

        // Binomial, 10,000 draws: more than four standard deviations.
        Assert.InRange(isShortcut[..10_000].Count(taken => taken) / 10_000.0, 0.014, 0.026);
        Assert.InRange(isShortcut[10_000..].Count(taken => taken) / 10_000.0, 0.835, 0.865);
        Assert.All(rows.Take(10_000), row => Assert.DoesNotContain(DialWords.Id(DialWords.Ticket), row.TrainingContext));
        Assert.All(rows.Skip(10_000), row => Assert.Equal(39, row.TrainingContext.Length));

        // Of five copied digits each is wrong with chance .08.
        var copied = rows.Skip(10_000).Zip(isShortcut[10_000..]).Where(pair => pair.Second).Select(pair => pair.First).ToArray();
        var right = copied.Count(row => Enumerable.Range(0, 5).All(i => row.CompletionIds[1 + i] == row.TrainingContext[17 + i] - DialWords.Id("a")));
        Assert.InRange(right / (double)copied.Length, Math.Pow(0.92, 5) - 0.03, Math.Pow(0.92, 5) + 0.03);
    }

    [Fact]
    public void The_corpus_says_only_what_it_should_about_rare_words()
    {
        var corpus = new DialCorpus(new() { RareWordChance = 0.15 }, seed: 1);
        var rows = corpus.Next(20_000);
        var (rare, rareTrue, familiar, familiarTrue, guidedRare, guidedRareTrue, followed) = (0, 0, 0, 0, 0, 0, 0);
        foreach (var (i, row) in rows.Index())
        {
            var context = row.TrainingContext.Select(id => DialWords.All[id]).ToArray();
            var completion = row.CompletionIds.Select(id => DialWords.All[id]).ToArray();
            Assert.Equal(DialProblem.CompletionTokens, completion.Length);
            Assert.Equal(i < 10_000 ? 17 : 33, context.Length);
            var words = context.Where(word => word.Length == 2 && word[0] is 'f' or 'm' or 'h').ToArray();
            for (var step = 0; step < 5; step++)
            {
                var isTrue = DialWords.Operation(int.Parse(words[step][1..]) % 5) == completion[3 * step];
                if (words[step][0] == 'h')
                {
                    rare += i < 10_000 ? 1 : 0;
                    rareTrue += i < 10_000 && isTrue ? 1 : 0;
                    guidedRare += i >= 10_000 ? 1 : 0;
                    guidedRareTrue += i >= 10_000 && isTrue ? 1 : 0;
                }

                if (words[step][0] == 'f' && i < 10_000)
                {
                    familiar++;
                    familiarTrue += isTrue ? 1 : 0;
                }

                followed += i >= 10_000 && context[1 + (3 * step)] == completion[3 * step] ? 1 : 0;
            }
        }

        Assert.Equal(familiar, familiarTrue);
        // Binomial, 10,000 and 25,000 draws: ± 0.015 is more than four standard deviations.
        Assert.InRange((double)rareTrue / rare, 0.135, 0.165);
        // Hints for rare words are random: true by chance one time in five.
        Assert.InRange((double)guidedRareTrue / guidedRare, 0.185, 0.215);
        // A deviation picks any of the five operations: .08 · 4/5.
        Assert.InRange(followed / 50_000.0, 0.926, 0.946);
    }
}
