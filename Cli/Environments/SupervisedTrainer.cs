using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.Cli.Environments;

/// <summary>Maximum likelihood on completions given their contexts: the warm start of a fresh policy.</summary>
internal static class SupervisedTrainer
{
    /// <summary>Trains in place. Deterministic on CPU.</summary>
    /// <param name="model">The weights to train.</param>
    /// <param name="settings">How long and how fast.</param>
    /// <param name="nextRows">Gives that many rows; the loss is the mean over their completion tokens.</param>
    /// <param name="progress">Told (updates done, loss in nats a token) after each update; null = nobody.</param>
    /// <param name="cancellationToken">Checked before each update.</param>
    /// <returns>The mean loss of the last tenth of the updates, nats a token.</returns>
    /// <exception cref="InvalidOperationException">The loss or a gradient is not finite.</exception>
    public static double Train(
        CausalLm model,
        SupervisedSettings settings,
        Func<int, IReadOnlyList<TrainingRow>> nextRows,
        Action<int, double>? progress,
        CancellationToken cancellationToken)
    {
        using var optimizer = new AdamWOptimizer(model.Weights, new() { Beta2 = settings.Beta2, WeightDecay = settings.WeightDecay });
        var last = new List<double>();
        for (var update = 0; update < settings.Updates; update++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double loss;
            using (NewDisposeScope())
            {
                var mean = model.CompletionLogProbs(nextRows(settings.RowsPerUpdate)).LogProbs.mean().neg();
                mean.backward();
                loss = mean.item<float>();
            }

            var norm = optimizer.ClipGradients(settings.MaxGradientNorm);
            if (!double.IsFinite(loss) || !double.IsFinite(norm))
            {
                throw new InvalidOperationException($"the warm start diverged at update {update}: loss {loss}, gradient norm {norm}");
            }

            optimizer.Step(Rate(settings, update));
            optimizer.ZeroGradients();
            progress?.Invoke(update + 1, loss);
            if (update >= settings.Updates - Math.Max(1, settings.Updates / 10))
            {
                last.Add(loss);
            }
        }

        return last.Count == 0 ? double.NaN : last.Average();
    }

    internal static double Rate(SupervisedSettings settings, int update)
    {
        var warmup = Math.Min(1, (update + 1.0) / Math.Max(1, settings.WarmupUpdates));
        var cosine = (1 + Math.Cos(Math.PI * update / settings.Updates)) / 2;
        return settings.LearningRate * warmup * (settings.FloorShare + ((1 - settings.FloorShare) * cosine));
    }
}
