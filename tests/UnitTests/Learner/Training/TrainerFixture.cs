using Guide.Contracts;
using Guide.Learner.Objective;
using Guide.Learner.Training;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Transformer;
using Guide.Recipes;
using Guide.UnitTests.PolicyModel;

namespace Guide.UnitTests.Learner;

/// <summary>A tiny checkpoint in a temporary folder and rollouts for it.</summary>
internal sealed class TrainerFixture : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-trainer-");

    internal TrainerFixture(int seed = 3)
    {
        using var model = TestModels.Loud(TestModels.Tiny(), seed);
        PolicyCheckpoint.Save(Initial, model);
    }

    internal string Initial => Path("v0");

    internal static RunRecipe Recipe { get; } = new()
    {
        Name = "test",
        Sampling = new() { GroupSize = 4, MaxCompletionTokens = 8 },
        Guidance = new() { Enabled = true, Composition = Composition.Balanced, Percentile = 0.9 },
        Step = new() { RootGroupsPerStep = 2, UpdatesPerStep = 1, Steps = 10 },
        Optimizer = new() { LearningRate = 1e-2, MaxGradientNorm = 1e6 },
    };

    internal string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>
    /// A root that failed everywhere and a child with two successes: rows of different lengths, behaviour log-probs off-policy, the unguided
    /// ones mostly low enough that the clip leaves them their gradient.
    /// </summary>
    internal static Lineage Hinted(int ordinal, int version = 0)
    {
        var lineage = Rows.Lineage("xxxx", "CxCx", version);
        var random = new Random(ordinal);
        TrainingRollout Fill(TrainingRollout rollout, int id) => rollout with
        {
            GroupId = new Guid(ordinal, (short)id, 0, new byte[8]),
            CompletionIds = [.. Enumerable.Range(0, 3 + ((rollout.Slot + id) % 4)).Select(_ => 2 + random.Next(37))],
            BehaviorLogProbs = [.. Enumerable.Range(0, 3 + ((rollout.Slot + id) % 4)).Select(_ => (float)((id == 0 ? -7 : -3.5) + (2 * random.NextDouble())))],
        };
        return lineage with
        {
            RootId = new Guid(ordinal, 0, 0, new byte[8]),
            Ordinal = ordinal,
            TrainingContext = [5, 6 + ordinal, 7],
            GuidedContext = [5, 6 + ordinal, 20, 21, 7],
            Unguided = [.. lineage.Unguided.Select(rollout => Fill(rollout, 0))],
            Guided = [.. lineage.Guided.Select(rollout => Fill(rollout, 1))],
        };
    }

    /// <summary>Samples a group on-policy and scores it.</summary>
    internal static Lineage Sampled(PolicyTrainer trainer, int[] context, int count, Func<int[], bool> isCorrect, int maxTokens, int ordinal)
    {
        using var sampler = LocalSampler.Create(trainer.Model);
        var request = TestModels.Request(context, count, maxTokens, group: 1 + (1000 * trainer.PolicyVersion) + ordinal);
        return new()
        {
            RootId = request.GroupId,
            Ordinal = ordinal,
            PromptId = "p",
            TrainingContext = context,
            Unguided = [.. sampler.Sample([request], default)[0].Select((completion, slot) => new TrainingRollout
            {
                GroupId = request.GroupId,
                Slot = slot,
                CompletionIds = completion.TokenIds,
                BehaviorLogProbs = completion.BehaviorLogProbs,
                Temperature = 1,
                FinishReason = completion.FinishReason,
                PolicyVersion = trainer.PolicyVersion,
                Outcome = isCorrect(completion.TokenIds) ? VerdictOutcome.Correct : VerdictOutcome.Incorrect,
                Reward = isCorrect(completion.TokenIds) ? 1 : 0,
            })],
        };
    }

    /// <summary>A root that failed and its guided child, both sampled by the trainer's present weights; the child's slots 0, 2, … are correct.</summary>
    internal static Lineage Guided(PolicyTrainer trainer, int ordinal)
    {
        int[] context = [5, 6 + ordinal, 7];
        int[] hinted = [5, 6 + ordinal, 20, 21, 7];
        var child = Sampled(trainer, hinted, 4, _ => false, 6, ordinal + 500);
        return Sampled(trainer, context, 4, _ => false, 6, ordinal) with
        {
            GuidedContext = hinted,
            Guided = [.. child.Unguided.Select(rollout => rollout.Slot % 2 == 1 ? rollout : rollout with { Outcome = VerdictOutcome.Correct, Reward = 1 })],
        };
    }

    internal static float[] Weights(CausalLm model) => [.. model.Weights.SelectMany(weight => TestModels.Values(weight.Value))];

    public void Dispose() => _folder.Delete(recursive: true);
}
