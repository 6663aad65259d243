using Guide.PolicyModel.Transformer;
using Guide.UnitTests.PolicyModel;

using TorchSharp;

namespace Guide.UnitTests.Learner;

/// <summary>Gradients that wait in a model against finite differences of a loss, weight by weight.</summary>
internal static class GradientCheck
{
    internal static void Agrees(CausalLm model, double norm, Func<double> loss)
    {
        var random = new Random(1);
        foreach (var (name, weight) in model.Weights)
        {
            using var scope = torch.NewDisposeScope();
            using var noGrad = torch.no_grad();
            var gradient = TestModels.Values(weight.grad!);
            var length = Math.Sqrt(gradient.Sum(g => (double)g * g));
            var direction = gradient.Select(g => (float)((g / (1e-12 + length)) + (0.3 * ((2 * random.NextDouble()) - 1) / Math.Sqrt(gradient.Length)))).ToArray();
            const double h = 4e-3;
            using var step = torch.tensor(direction.Select(d => (float)(d * h)).ToArray(), weight.shape);
            weight.add_(step);
            var above = loss();
            weight.sub_(step).sub_(step);
            var below = loss();
            weight.add_(step);
            var expected = (above - below) / (2 * h);
            var actual = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
            Assert.True(Math.Abs(expected - actual) < (5e-3 * Math.Abs(expected)) + (1e-3 * norm), $"{name}: {actual} against {expected}, norm {norm}");
        }
    }
}
