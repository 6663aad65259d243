using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;
using TorchSharp;
using static TorchSharp.torch;

namespace Guide.UnitTests.PolicyModel;

/// <summary>What a training step computes, from log-probs and gradients to the optimizer and a resumed checkpoint.</summary>
public sealed class TrainingTests
{
    private static readonly TrainingRow[] Rows = [new([0, 3, 4, 5], [6, 7, 1]), new([0, 9], [10, 11, 12, 13, 1])];

    static TrainingTests() => TorchRuntime.Initialize();

    [Fact]
    public void Log_probs_of_a_row_do_not_depend_on_the_rows_beside_it()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var together = model.CompletionLogProbs(Rows);
        using var first = model.CompletionLogProbs([Rows[0]]);
        using var second = model.CompletionLogProbs([Rows[1]]);

        Assert.Equal([3, 5], together.Lengths);
        Assert.Equal([.. TestModels.Values(first.LogProbs), .. TestModels.Values(second.LogProbs)], TestModels.Values(together.LogProbs), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Log_probs_and_entropies_come_from_the_logits_at_the_temperature()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var scope = NewDisposeScope();
        var row = Rows[1];
        long[] ids = [.. row.TrainingContext.Select(i => (long)i), .. row.CompletionIds.Select(i => (long)i)];
        var logits = TestModels.Values(model.Logits(model.Hidden(tensor(ids, [1, ids.Length])).view(ids.Length, -1)));

        var actual = model.CompletionLogProbs([row], temperature: 0.5);

        for (var t = 0; t < row.CompletionIds.Length; t++)
        {
            var z = logits.Skip((row.TrainingContext.Length - 1 + t) * 40).Take(40).Select(v => v / 0.5).ToArray();
            var log = Math.Log(z.Sum(v => Math.Exp(v - z.Max()))) + z.Max();
            Assert.Equal(z[row.CompletionIds[t]] - log, TestModels.Values(actual.LogProbs)[t], 1e-4);
            Assert.Equal(-z.Sum(v => Math.Exp(v - log) * (v - log)), TestModels.Values(actual.Entropies)[t], 1e-4);
        }
    }

    [Fact]
    public void The_gradient_equals_finite_differences()
    {
        using var model = TestModels.Loud(TestModels.Tiny() with { QkvBias = true, QkNorm = true });
        using var scope = NewDisposeScope();
        using (var batch = model.CompletionLogProbs(Rows))
        {
            batch.LogProbs.sum().backward();
        }

        double Loss()
        {
            using var inner = NewDisposeScope();
            using var noGrad = no_grad();
            return model.CompletionLogProbs(Rows).LogProbs.to_type(ScalarType.Float64).sum().item<double>();
        }

        foreach (var (name, weight) in model.Weights)
        {
            // Along the gradient itself: the derivative is its squared norm.
            var gradient = weight.grad!.clone();
            var norm = gradient.norm().item<float>();
            Assert.True(norm > 1e-4, $"{name} has no gradient");
            var step = 2e-2 / norm;
            using var noGrad = no_grad();
            weight.add_(gradient, step / norm);
            var above = Loss();
            weight.add_(gradient, -2 * step / norm);
            var below = Loss();
            weight.add_(gradient, step / norm);
            Assert.InRange((above - below) / (2 * step) / norm, 0.97, 1.03);
        }
    }

    [Fact]
    public void AdamW_moves_weights_as_its_paper_says()
    {
        using var weight = new TorchSharp.Modules.Parameter(tensor(new[] { 1f, -2f }));
        using var optimizer = new AdamWOptimizer([new("w", weight)], new AdamWSettings { WeightDecay = 0.1, Beta1 = 0.8, Beta2 = 0.9 });
        double[] w = [1, -2], m = [0, 0], v = [0, 0];
        for (var t = 1; t <= 3; t++)
        {
            optimizer.ZeroGradients();
            (weight * weight * tensor(new[] { 0.5f, 1.5f })).sum().backward();
            optimizer.Step(0.05);
            for (var i = 0; i < 2; i++)
            {
                var g = 2 * w[i] * (i == 0 ? 0.5 : 1.5);
                m[i] = (0.8 * m[i]) + (0.2 * g);
                v[i] = (0.9 * v[i]) + (0.1 * g * g);
                w[i] -= 0.05 * 0.1 * w[i];
                w[i] -= 0.05 * (m[i] / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.9, t))) + 1e-8);
                Assert.Equal(w[i], TestModels.Values(weight)[i], 1e-5);
            }
        }
    }

    [Fact]
    public void Clipping_scales_the_global_norm_and_reports_the_norm_before()
    {
        using var a = new TorchSharp.Modules.Parameter(tensor(new[] { 1f, 1f }));
        using var b = new TorchSharp.Modules.Parameter(tensor(new[] { 1f }));
        using var optimizer = new AdamWOptimizer([new("a", a), new("b", b)], new AdamWSettings());
        ((a * tensor(new[] { 1f, 2f })).sum() + (b * 2).sum()).backward();

        Assert.Equal(3, optimizer.ClipGradients(10), 1e-6);
        Assert.Equal(3, optimizer.ClipGradients(1.5), 1e-6);
        Assert.Equal(1.5, optimizer.GradientNorm(), 1e-4);
        using (no_grad())
        {
            b.grad!.fill_(float.NaN);
        }

        Assert.False(double.IsFinite(optimizer.ClipGradients(1)));
    }

    [Fact]
    public void Large_weights_are_saved_in_shards_and_come_back_with_the_hash_that_was_given()
    {
        var folder = Directory.CreateTempSubdirectory("guide-test-");
        try
        {
            using var model = TestModels.Loud(TestModels.Tiny());
            var (single, sharded) = (Path.Combine(folder.FullName, "single"), Path.Combine(folder.FullName, "sharded"));
            PolicyCheckpoint.Save(single, model);
            var size = new FileInfo(Path.Combine(single, "model.safetensors")).Length;
            var hash = PolicyCheckpoint.Save(sharded, model, null, null, WeightType.Float32, shardBytes: size / 3);
            var shards = Directory.GetFiles(sharded, "*.safetensors").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
            Assert.InRange(shards.Count, 3, 20);
            Assert.Equal($"model-00001-of-{shards.Count:D5}.safetensors", shards[0]);
            Assert.Equal(hash, PolicyCheckpoint.Sha256(sharded));

            using var loaded = PolicyCheckpoint.Load(sharded, expectedSha256: hash);
            foreach (var (name, weight) in model.Weights)
            {
                Assert.Equal(TestModels.Values(weight), TestModels.Values(loaded.Model.Find(name)!));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Training_resumed_from_a_checkpoint_equals_training_that_went_on()
    {
        var folder = Directory.CreateTempSubdirectory("guide-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "v1");
            using var straight = TestModels.Loud(TestModels.Tiny());
            using var straightOptimizer = new AdamWOptimizer(straight.Weights, new AdamWSettings { WeightDecay = 0.01 });
            Train(straight, straightOptimizer, 3);
            var hash = PolicyCheckpoint.Save(path, straight, optimizer: straightOptimizer);
            Assert.Equal(hash, PolicyCheckpoint.Sha256(path));

            using var resumed = PolicyCheckpoint.Load(path, expectedSha256: hash);
            using var resumedOptimizer = new AdamWOptimizer(resumed.Model.Weights, new AdamWSettings { WeightDecay = 0.01 });
            PolicyCheckpoint.LoadOptimizer(path, resumedOptimizer);
            Train(straight, straightOptimizer, 2);
            Train(resumed.Model, resumedOptimizer, 2);

            var first = PolicyCheckpoint.Save(Path.Combine(folder.FullName, "a"), straight, optimizer: straightOptimizer);
            var second = PolicyCheckpoint.Save(Path.Combine(folder.FullName, "b"), resumed.Model, optimizer: resumedOptimizer);
            Assert.Equal(first, second);
            Assert.NotEqual(hash, first);
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder.FullName, "a", "optimizer.safetensors")), File.ReadAllBytes(Path.Combine(folder.FullName, "b", "optimizer.safetensors")));
            Assert.Contains($"the weights' SHA-256 is {hash}, not {first}", Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(path, expectedSha256: first)).Message, StringComparison.Ordinal);

            // Cut off, they are unreadable and not the committed ones: the latter is said.
            var weights = Path.Combine(path, "model.safetensors");
            File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^100]);
            Assert.DoesNotContain("SHA-256", Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(path)).Message, StringComparison.Ordinal);
            Assert.Contains($", not {hash}", Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(path, expectedSha256: hash)).Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_random_weights()
    {
        var folder = Directory.CreateTempSubdirectory("guide-test-");
        try
        {
            string Hash(int seed)
            {
                using var model = CausalLm.CreateRandom(TestModels.Tiny(), seed);
                return PolicyCheckpoint.Save(Path.Combine(folder.FullName, "x"), model);
            }

            Assert.Equal(Hash(1), Hash(1));
            Assert.NotEqual(Hash(1), Hash(2));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_saved_folder_carries_its_tokenizer_and_is_replaced_whole()
    {
        var folder = Directory.CreateTempSubdirectory("guide-test-");
        try
        {
            var source = Directory.CreateDirectory(Path.Combine(folder.FullName, "source")).FullName;
            WordLevelTokenizerWriter.Write(source, ["[Q]", ".", "a", "b"], "[Q]", ".");
            var target = Path.Combine(folder.FullName, "v0");
            using var model = CausalLm.CreateRandom(TestModels.Tiny(vocabulary: 4), 1);
            PolicyCheckpoint.Save(target, model);
            File.WriteAllText(Path.Combine(target, "left-over"), "");
            PolicyCheckpoint.Save(target, model, tokenizerFrom: source);

            using var loaded = PolicyCheckpoint.Load(target);
            Assert.Equal(["source", "v0"], folder.EnumerateFileSystemInfos().Select(f => f.Name).Order());
            Assert.False(File.Exists(Path.Combine(target, "left-over")));
            Assert.Equal([0, 2, 3, 1], loaded.Tokenizer!.Encode("[Q] a  b ."));
            Assert.Equal("[Q] a b .", loaded.Tokenizer.Decode([0, 2, 3, 1]));
            Assert.Equal((0, 1), (loaded.Tokenizer.BosId, Assert.Single(loaded.Tokenizer.StopIds)));
            Assert.Equal([1], loaded.StopIds);
            var unknown = Assert.Throws<TokenizationException>(() => loaded.Tokenizer.Encode("a c"));
            Assert.Contains("'c'", unknown.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_training_step_leaves_no_tensors_behind()
    {
        using var model = TestModels.Loud(TestModels.Tiny());
        using var optimizer = new AdamWOptimizer(model.Weights, new AdamWSettings());
        Train(model, optimizer, 1);
        optimizer.ZeroGradients();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        Train(model, optimizer, 2);
        optimizer.ZeroGradients();

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static void Train(CausalLm model, AdamWOptimizer optimizer, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.ZeroGradients();
            model.CompletionLogProbs(Rows).LogProbs.mean().neg().backward();
            optimizer.ClipGradients(1);
            optimizer.Step(1e-3);
        }
    }
}
