using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;

namespace Guide.Cli.Environments.Dial;

/// <summary>Makes version 0 of a run in the dial environment: random weights of the recipe's shape, then the supervised warm start.</summary>
public static class DialPolicy
{
    /// <summary>Sequences have up to 61 tokens: with the usual base of 10,000 most of a head's eight frequencies would not turn at all.</summary>
    private const double RopeTheta = 100;

    /// <summary>
    /// Trains and writes a complete checkpoint folder. Depends on seed, policy and environment only, so the arms of one seed share it:
    /// make it once and copy or reference the folder.
    /// </summary>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="folder">The checkpoint to make.</param>
    /// <param name="progress">Told (updates done, loss in nats a token); null = nobody.</param>
    /// <param name="cancellationToken">Checked between updates.</param>
    /// <returns>SHA-256 of the weights.</returns>
    public static string WriteInitial(RunRecipe recipe, string folder, Action<int, double>? progress, CancellationToken cancellationToken)
    {
        var end = DialWords.Id(DialWords.End);
        var vocabulary = recipe.Data.Dial.GuidedShortcut > 0 ? DialWords.AllWithTickets : DialWords.All;
        using var model = CausalLm.CreateRandom(
            PolicyConfig.FromRecipe(recipe.Policy, vocabulary.Count, maxPositions: 64, bosId: null, eosIds: [end]) with { RopeTheta = RopeTheta },
            recipe.Seed);
        if (recipe.Policy.WarmStartUpdates > 0)
        {
            var corpus = new DialCorpus(recipe.Data.Dial, recipe.Seed);
            SupervisedTrainer.Train(
                model,
                new()
                {
                    Updates = recipe.Policy.WarmStartUpdates,
                    RowsPerUpdate = recipe.Policy.WarmStartBatch,
                    LearningRate = recipe.Policy.WarmStartLearningRate,
                },
                corpus.Next,
                progress,
                cancellationToken);
        }

        var words = Directory.CreateTempSubdirectory("guide-words-");
        try
        {
            WordLevelTokenizerWriter.Write(words.FullName, vocabulary, bos: null, eos: DialWords.End);
            return PolicyCheckpoint.Save(folder, model, tokenizerFrom: words.FullName);
        }
        finally
        {
            words.Delete(recursive: true);
        }
    }
}
