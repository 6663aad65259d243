using System.Globalization;

using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.IntegrationTests.Servers;

/// <summary>Real weights behind a test server: what it answers was sampled, and its log-probs are true.</summary>
internal sealed class ServedPolicy(string folder) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LoadedPolicy _policy = PolicyCheckpoint.Load(folder);

    public int[] StopIds => [.. _policy.StopIds];

    public string Decode(int[] ids) => string.Join(' ', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Samples; one at a time, as the sampler is one thread's.</summary>
    public IReadOnlyList<SampledCompletion> Sample(int[] context, int count, int maxTokens, double temperature, int[] stopIds)
    {
        lock (_lock)
        {
            using var sampler = LocalSampler.Create(_policy.Model);
            return sampler.Sample(
                [
                    new GroupRequest
                    {
                        GroupId = Guid.NewGuid(),
                        DrawKey = Guid.NewGuid(),
                        Seed = 0,
                        SamplingContext = context,
                        Count = count,
                        Settings = new SamplingSettings { MaxTokens = maxTokens, Temperature = temperature, StopIds = [.. StopIds.Union(stopIds)] },
                    },
                ],
                CancellationToken.None)[0];
        }
    }

    /// <summary>[V] log-probs of the next token.</summary>
    public float[] NextToken(int[] context, double temperature)
    {
        lock (_lock)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            return TensorMemory.ToFloats(_policy.Model.CompletionLogProbs(
                [.. Enumerable.Range(0, _policy.Model.Config.VocabularySize).Select(id => new TrainingRow(context, [id]))], temperature).LogProbs);
        }
    }

    public void Dispose() => _policy.Dispose();
}
