using System.Collections.Concurrent;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.StageHost.Runs;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.Extensions.Options;

using static TorchSharp.torch;

namespace Guide.RolloutConsumer.Local;

/// <summary>
/// Policy versions from the run's checkpoint folder; the weights must have the SHA-256 that was committed. Of adapters only the factors are
/// read anew: the base weights of a version that was given back carry the next one.
/// </summary>
internal sealed class CheckpointPolicySource(ActiveRun run, RunStore runs, IOptions<RolloutOptions> options) : IPolicySource, IDisposable
{
    private readonly ConcurrentQueue<LoadedPolicy> _spareBases = new();

    // The same for all versions; a large tokenizer takes longer to read than an adapter.
    private PolicyVocabulary? _vocabulary;

    public SamplingPolicy Load(PolicyVersionRow version)
    {
        if (get_num_threads() != options.Value.Threads)
        {
            set_num_threads(options.Value.Threads);
        }

        var folder = run.Folder(version);
        var weights = LoraAdapter.IsAdapter(folder) ? Adapted(folder, version.CheckpointSha256) : new Weights(Read(folder, version.CheckpointSha256), null);
        try
        {
            _vocabulary ??= PolicyVocabulary.Of(folder, run.Recipe.Sampling);
            var sampler = LocalSampler.Create(weights.Policy.Model, _vocabulary.Tokenizer, new LocalSamplerOptions { MaxRows = options.Value.Rows });
            return new SamplingPolicy(version.Version, _vocabulary, sampler, weights);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_spareBases.TryDequeue(out var spare))
        {
            spare.Dispose();
        }
    }

    private LoadedPolicy Read(string folder, string sha256)
    {
        var wanted = run.Recipe.Policy.Device;
        return PolicyCheckpoint.Load(folder, wanted == "cpu" ? null : device(wanted), expectedSha256: sha256);
    }

    private Weights Adapted(string folder, string sha256)
    {
        if (PolicyCheckpoint.Sha256(folder) is var actual && actual != sha256)
        {
            throw new CheckpointException(folder, $"the weights' SHA-256 is {actual}, not {sha256}");
        }

        if (!_spareBases.TryDequeue(out var policy))
        {
            policy = ReadBase(folder);
        }

        try
        {
            LoraAdapter.Load(folder, policy.Model);
            return new Weights(policy, _spareBases);
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }

    /// <summary>Version 0's weights, as they were committed.</summary>
    private LoadedPolicy ReadBase(string adapter)
    {
        var first = runs.VersionAsync(run.RunId, 0, CancellationToken.None).GetAwaiter().GetResult()
            ?? throw new CheckpointException(adapter, "the run has no version 0");
        var folder = Path.GetFullPath(run.Folder(first));
        return LoraAdapter.BaseOf(adapter) == folder
            ? Read(folder, first.CheckpointSha256)
            : throw new CheckpointException(adapter, $"its base is {LoraAdapter.BaseOf(adapter)}, not the run's version 0");
    }

    /// <summary>A version's weights; those of an adapter's base are given back for the next one.</summary>
    private sealed class Weights(LoadedPolicy policy, ConcurrentQueue<LoadedPolicy>? spareBases) : IDisposable
    {
        public LoadedPolicy Policy => policy;

        public void Dispose()
        {
            if (spareBases is null || !spareBases.IsEmpty)
            {
                policy.Dispose();
                return;
            }

            LoraAdapter.Detach(policy.Model);
            spareBases.Enqueue(policy);
        }
    }
}
