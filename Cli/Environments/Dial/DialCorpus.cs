using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;

namespace Guide.Cli.Environments.Dial;

/// <summary>
/// The warm start's endless corpus: fresh random problems, half of them with a hint. It teaches the form, the arithmetic and to follow a
/// plan; of unfamiliar and rare words it teaches only guesses, and no meaning leaks through hints, which are random for those words.
/// </summary>
/// <param name="recipe">How often the corpus uses a rare word's true operation (else one of the other four), and how often it takes the second route.</param>
/// <param name="seed">Of the problems.</param>
internal sealed class DialCorpus(DialRecipe recipe, int seed)
{
    /// <summary>Unguided problems with familiar words only; the others have words of all classes.</summary>
    private const double FamiliarOnlyShare = 0.6;

    /// <summary>How often the working deviates from its hint at a step.</summary>
    private const double DeviationChance = 0.08;

    /// <summary>How often a position is wrong: keeps pass@1 below one.</summary>
    private const double SlipChance = 0.02;

    /// <summary>How often a digit copied off a ticket is wrong: both routes succeed about equally often under hints.</summary>
    private const double CopySlipChance = 0.08;

    private readonly Random _random = new(seed);

    private bool HasTickets => recipe.GuidedShortcut > 0;

    /// <summary>The next rows, the first half unguided, the second half guided (their context includes the hint).</summary>
    internal IReadOnlyList<TrainingRow> Next(int rows) => [.. Enumerable.Range(0, rows).Select(i => i < rows / 2 ? Unguided() : Guided())];

    private TrainingRow Unguided()
    {
        var problem = _random.NextDouble() < FamiliarOnlyShare ? DialGenerator.Draw(_random, DialTier.Easy) : DialGenerator.DrawAny(_random);
        var plan = Array.ConvertAll(problem.Words, Guess);
        return HasTickets && _random.NextDouble() < recipe.UnguidedShortcut
            ? Shortcut(problem.Prompt, Array.ConvertAll(plan, _ => _random.Next(10)), slipChance: 0)
            : Row(problem.Prompt, problem, plan);
    }

    private TrainingRow Guided()
    {
        var problem = DialGenerator.DrawAny(_random);
        var plan = Array.ConvertAll(problem.Words, word => DialWords.IsFamiliar(word) ? DialWords.Meaning(word) : _random.Next(DialWords.Operations));
        var ticket = problem.Positions(plan);
        var hint = HasTickets ? $"{DialProblem.PlanText(plan)} {DialProblem.Ticket(ticket)}" : DialProblem.PlanText(plan);
        var context = PromptText.Guided(problem.Prompt, DialGenerator.GuidanceTemplate, hint);
        if (HasTickets && _random.NextDouble() < recipe.GuidedShortcut)
        {
            return Shortcut(context, ticket, CopySlipChance);
        }

        var followed = Array.ConvertAll(plan, operation => _random.NextDouble() < DeviationChance ? _random.Next(DialWords.Operations) : operation);
        return Row(context, problem, followed);
    }

    private int Guess(int word)
    {
        var meaning = DialWords.Meaning(word);
        if (DialWords.IsFamiliar(word))
        {
            return meaning;
        }

        return !DialWords.IsRare(word) ? _random.Next(DialWords.Operations)
            : _random.NextDouble() < recipe.RareWordChance ? meaning
            : (meaning + 1 + _random.Next(DialWords.Operations - 1)) % DialWords.Operations;
    }

    private TrainingRow Row(string context, DialProblem problem, int[] plan)
    {
        var positions = new int[DialProblem.Steps];
        var position = problem.Start;
        for (var i = 0; i < DialProblem.Steps; i++)
        {
            position = DialWords.Apply(plan[i], position, problem.Numbers[i]);
            if (_random.NextDouble() < SlipChance)
            {
                position = (position + 1 + _random.Next(9)) % 10;
            }

            positions[i] = position;
        }

        return new(Ids(context), Ids(problem.Completion(plan, positions)));
    }

    private TrainingRow Shortcut(string context, int[] positions, double slipChance) => new(
        Ids(context),
        Ids(DialProblem.Shortcut(Array.ConvertAll(positions, position => _random.NextDouble() < slipChance ? (position + 1 + _random.Next(9)) % 10 : position))));

    private static int[] Ids(string text) => Array.ConvertAll(text.Split(' '), DialWords.Id);
}
