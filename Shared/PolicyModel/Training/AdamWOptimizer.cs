using Guide.PolicyModel.Transformer;

using TorchSharp.Modules;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Training;

/// <summary>
/// AdamW (arXiv 1711.05101) as PyTorch computes it, with its state in the open: two float32 moments a weight and a step count, stored and
/// restored bit by bit through <see cref="Checkpoints.PolicyCheckpoint"/>. Weights without a gradient are left alone.
/// </summary>
public sealed class AdamWOptimizer : IDisposable
{
    internal const string MasterPrefix = "master.";

    private readonly IReadOnlyList<KeyValuePair<string, Parameter>> _weights;
    private readonly Tensor[] _first;
    private readonly Tensor[] _second;

    /// <summary>Fresh state.</summary>
    /// <param name="weights">Names and float32 weights, for instance <see cref="Transformer.CausalLm.Weights"/>.</param>
    /// <param name="settings">Constants.</param>
    public AdamWOptimizer(IReadOnlyList<KeyValuePair<string, Parameter>> weights, AdamWSettings settings)
    {
        if (weights.FirstOrDefault(w => w.Value.dtype != ScalarType.Float32) is { Value: not null } wrong)
        {
            throw new ArgumentException($"the master weight {wrong.Key} is {wrong.Value.dtype}, not float32", nameof(weights));
        }

        _weights = weights;
        Settings = settings;
        using var noGrad = no_grad();
        _first = [.. weights.Select(w => zeros_like(w.Value, requires_grad: false).DetachFromDisposeScope())];
        _second = [.. weights.Select(w => zeros_like(w.Value, requires_grad: false).DetachFromDisposeScope())];
    }

    /// <summary>Constants.</summary>
    public AdamWSettings Settings { get; }

    /// <summary>Steps taken: the bias correction's t.</summary>
    public long Steps { get; internal set; }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGradients()
    {
        using var scope = NewDisposeScope();
        foreach (var (_, weight) in _weights)
        {
            weight.grad?.Dispose();
            weight.grad = null;
        }
    }

    /// <summary>The global L2 norm of all gradients; not finite when any gradient is not.</summary>
    public double GradientNorm()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var squares = _weights.Where(w => w.Value.grad is not null).Select(w => w.Value.grad!).Select(gradient => (gradient * gradient).sum(ScalarType.Float64)).ToArray();
        return squares.Length == 0 ? 0 : Math.Sqrt(stack(squares).sum().item<double>());
    }

    /// <summary>Scales all gradients down to the global norm <paramref name="maxNorm"/> if they exceed it.</summary>
    /// <returns>The norm before. When it is not finite nothing is scaled: skip the step.</returns>
    public double ClipGradients(double maxNorm)
    {
        var norm = GradientNorm();
        if (double.IsFinite(norm) && norm > maxNorm)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            foreach (var (_, weight) in _weights)
            {
                weight.grad?.TimesInPlace(maxNorm / (norm + 1e-6));
            }
        }

        return norm;
    }

    /// <summary>One update.</summary>
    /// <param name="learningRate">This step's rate.</param>
    public void Step(double learningRate)
    {
        Steps++;
        var correction1 = 1 - Math.Pow(Settings.Beta1, Steps);
        var correction2 = Math.Sqrt(1 - Math.Pow(Settings.Beta2, Steps));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        for (var i = 0; i < _weights.Count; i++)
        {
            var weight = _weights[i].Value;
            if (weight.grad is not { } gradient)
            {
                continue;
            }

            if (Settings.WeightDecay != 0)
            {
                weight.TimesInPlace(1 - (learningRate * Settings.WeightDecay));
            }

            _first[i].lerp_(gradient, 1 - Settings.Beta1);
            _second[i].TimesInPlace(Settings.Beta2).AddProductInPlace(gradient, gradient, 1 - Settings.Beta2);
            var denominator = _second[i].sqrt().OverInPlace(correction2).PlusInPlace(Settings.Epsilon);
            weight.AddQuotientInPlace(_first[i], denominator, -learningRate / correction1);
        }
    }

    /// <summary>The moments by name: "exp_avg." and "exp_avg_sq." before the weight's name.</summary>
    /// <param name="withMasters">Whether the weights themselves are among it, "master." before their names: where what is stored of them is rounded.</param>
    internal IEnumerable<KeyValuePair<string, Tensor>> StateTensors(bool withMasters)
    {
        for (var i = 0; i < _weights.Count; i++)
        {
            if (withMasters)
            {
                yield return new($"{MasterPrefix}{_weights[i].Key}", _weights[i].Value);
            }

            yield return new($"exp_avg.{_weights[i].Key}", _first[i]);
            yield return new($"exp_avg_sq.{_weights[i].Key}", _second[i]);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var state in (IEnumerable<Tensor>)[.. _first, .. _second])
        {
            state.Dispose();
        }
    }
}
