using System.Diagnostics;

using Guide.Contracts;
using Guide.Learner.Objective;
using Guide.Learner.Training;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;

namespace Guide.Benchmarks.PolicyModel;

/// <summary>
/// Question: what does the learner's step of the quickstart cost, by micro-batch? 32 lineages of 8 rows (17 tokens of context, 7 to 22 of completion), a
/// quarter hinted, a quarter without an advantage. Rounds alternate between the sizes, processor time of the process, medians.
/// </summary>
internal static class QuickstartStep
{
    private const int Lineages = 32;
    private const int GroupSize = 8;
    private const int Vocabulary = 64;
    private const int Rounds = 5;
    private const int StepsARound = 3;
    private static readonly int[] s_microBatches = [16384, 8192, 4096, 2048, 1024];

    internal static void Run(TextWriter output)
    {
        TorchRuntime.Initialize();
        var folder = Directory.CreateTempSubdirectory("guide-step-");
        try
        {
            var initial = Path.Combine(folder.FullName, "v0");
            using (var model = CausalLm.CreateRandom(
                new()
                {
                    VocabularySize = Vocabulary, HiddenSize = 64, IntermediateSize = 176, Layers = 2, Heads = 4, KeyValueHeads = 4, HeadDim = 16, MaxPositions = 64,
                },
                seed: 1))
            {
                PolicyCheckpoint.Save(initial, model);
            }

            Measure(initial, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(string initial, TextWriter output)
    {
        var lineages = Enumerable.Range(0, Lineages).Select(NewLineage).ToArray();
        var trainers = s_microBatches.Select(size => PolicyTrainer.Load(Recipe(size), initial, 0)).ToArray();
        var times = s_microBatches.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (i, trainer) in trainers.Index())
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                for (var step = 0; step < StepsARound; step++)
                {
                    trainer.Step(lineages, CancellationToken.None);
                }

                if (round > 0) // The first warms up.
                {
                    times[i].Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / StepsARound);
                }
            }
        }

        output.WriteLine("| tokens a micro-batch | step of the quickstart, CPU ms | of 16,384 |");
        output.WriteLine("|---|---|---|");
        var medians = times.Select(static all => all.Order().ElementAt(all.Count / 2)).ToArray();
        foreach (var (i, size) in s_microBatches.Index())
        {
            output.WriteLine($"| {size:N0} | {medians[i]:F0} | {medians[i] / medians[0]:F2} |");
        }

        Array.ForEach(trainers, static trainer => trainer.Dispose());
    }

    private static RunRecipe Recipe(int tokensPerMicroBatch) => new()
    {
        Name = "step",
        Sampling = new() { GroupSize = GroupSize, MaxPromptTokens = 33, MaxCompletionTokens = 22 },
        Guidance = new() { Enabled = true },
        Step = new() { RootGroupsPerStep = Lineages, UpdatesPerStep = 2, Steps = 1000 },
        Objective = new() { Aggregation = Aggregation.TokenMean, TokensPerMicrobatch = tokensPerMicroBatch },
        Optimizer = new() { LearningRate = 1e-6 },
    };

    private static Lineage NewLineage(int ordinal)
    {
        var random = new Random(ordinal);
        var (root, child) = (new Guid(ordinal, 1, 0, new byte[8]), new Guid(ordinal, 2, 0, new byte[8]));
        int[] context = [.. Enumerable.Range(0, 17).Select(_ => random.Next(Vocabulary))];
        var kind = ordinal % 4; // 0: failed everywhere and hinted; 1: solved everywhere; 2, 3: mixed.
        TrainingRollout Rollout(Guid group, int slot, bool isCorrect)
        {
            var length = slot == 7 ? 7 : 22;
            return new()
            {
                GroupId = group, Slot = slot, Temperature = 1, FinishReason = FinishReason.Stop, PolicyVersion = 0,
                CompletionIds = [.. Enumerable.Range(0, length).Select(_ => random.Next(Vocabulary))],
                BehaviorLogProbs = [.. Enumerable.Range(0, length).Select(_ => -4f)],
                Outcome = isCorrect ? VerdictOutcome.Correct : VerdictOutcome.Incorrect,
                Reward = isCorrect ? 1 : 0,
            };
        }

        return new()
        {
            RootId = root, Ordinal = ordinal, PromptId = $"p{ordinal}", TrainingContext = context,
            Unguided = [.. Enumerable.Range(0, GroupSize).Select(slot => Rollout(root, slot, kind == 1 || (kind > 1 && slot % 2 == 0)))],
            GuidedContext = kind == 0 ? [1, .. context] : null,
            Guided = kind == 0 ? [.. Enumerable.Range(0, GroupSize).Select(slot => Rollout(child, slot, slot % 2 == 0))] : [],
        };
    }
}
