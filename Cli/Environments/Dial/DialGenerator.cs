using Guide.Contracts;
using Guide.DataSets;
using Guide.Recipes;

namespace Guide.Cli.Environments.Dial;

/// <summary>Makes the problems of the quickstart's environment. Pure: the same arguments give the same problems.</summary>
public static class DialGenerator
{
    /// <summary>What a guided prompt looks like: <c>[HINT] + _ _ M _ _ … [Q] …</c>. Without the hint none of its tokens exist.</summary>
    public const string GuidanceTemplate = DialWords.Hint + " {hint} {prompt}";

    /// <summary>The held-out problems are the same for every seed of an experiment.</summary>
    private const int TestSeed = 77;

    /// <summary>Held-out problems, the tiers one after the other, each prompt once.</summary>
    public static IReadOnlyList<PromptRecord> TestPrompts(DialRecipe recipe)
    {
        var random = new Random(TestSeed);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var records = new List<PromptRecord>();
        foreach (var tier in Enum.GetValues<DialTier>())
        {
            for (var i = 0; i < recipe.TestProblemsPerTier; i++)
            {
                DialProblem problem;
                do
                {
                    problem = Draw(random, tier);
                }
                while (!seen.Add(problem.Prompt));
                records.Add(Record(recipe, problem, tier, $"dial-test-{Name(tier)}-{i:D4}"));
            }
        }

        return records;
    }

    /// <summary>Training problems of a seed: the shares of the recipe, minus the held-out problems and repetitions.</summary>
    public static IReadOnlyList<PromptRecord> TrainPrompts(DialRecipe recipe, int seed)
    {
        var random = new Random(unchecked((seed * 7919) + 500));
        var seen = TestPrompts(recipe).Select(record => record.Prompt).ToHashSet(StringComparer.Ordinal);
        var easy = (int)Math.Round(recipe.TrainProblems * recipe.EasyShare);
        var records = new List<PromptRecord>(recipe.TrainProblems);
        // Its own numbers: the problems are the same with and without wrong hints.
        var wrong = new Random(unchecked((seed * 7919) + 501));
        for (var i = 0; i < recipe.TrainProblems; i++)
        {
            var tier = i < easy ? DialTier.Easy : i < 2 * easy ? DialTier.Medium : DialTier.Hard;
            var problem = Draw(random, tier);
            if (seen.Add(problem.Prompt))
            {
                var record = Record(recipe, problem, tier, $"dial-train-{i:D6}");
                records.Add(recipe.WrongHints > 0 && wrong.NextDouble() < recipe.WrongHints ? record with { Hint = HintText(recipe, problem, WrongPlan(problem, wrong)) } : record);
            }
        }

        return records;
    }

    private static int[] WrongPlan(DialProblem problem, Random random) =>
        Array.ConvertAll(problem.Plan, operation => (operation + 1 + random.Next(DialWords.Operations - 1)) % DialWords.Operations);

    internal static DialProblem Draw(Random random, DialTier tier)
    {
        var words = Numbers(random, 0, DialWords.Familiar);
        if (tier == DialTier.Medium)
        {
            int[] places = [0, 1, 2, 3, 4];
            random.Shuffle(places);
            foreach (var place in places.AsSpan(0, 2))
            {
                words[place] = DialWords.Familiar + random.Next(DialWords.Unfamiliar);
            }
        }
        else if (tier == DialTier.Hard)
        {
            words = Numbers(random, DialWords.Familiar + DialWords.Unfamiliar, DialWords.Rare);
        }

        return new(random.Next(10), words, Numbers(random, 1, 9));
    }

    /// <summary>Words of any class.</summary>
    internal static DialProblem DrawAny(Random random) => new(random.Next(10), Numbers(random, 0, DialWords.Instructions), Numbers(random, 1, 9));

    private static int[] Numbers(Random random, int first, int count)
    {
        var numbers = new int[DialProblem.Steps];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = first + random.Next(count);
        }

        return numbers;
    }

    private static string Name(DialTier tier) => tier.ToString().ToLowerInvariant();

    private static string HintText(DialRecipe recipe, DialProblem problem, int[] plan) =>
        recipe.GuidedShortcut > 0 ? $"{DialProblem.PlanText(plan)} {DialProblem.Ticket(problem.Positions(plan))}" : DialProblem.PlanText(plan);

    private static PromptRecord Record(DialRecipe recipe, DialProblem problem, DialTier tier, string id) => new()
    {
        Id = id,
        Domain = Domain.Exact,
        Prompt = problem.Prompt,
        Gold = problem.Answer,
        Hint = HintText(recipe, problem, problem.Plan),
        Difficulty = Name(tier),
        Source = "dial",
    };
}
