using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Sampling;
using Guide.StageHost;
using Guide.StageHost.Runs;
using Guide.Storage.Entities;

using Microsoft.Extensions.Options;

using static TorchSharp.torch;

namespace Guide.RolloutConsumer;

/// <summary>Policy versions from the run's checkpoint folder; the weights must have the SHA-256 that was committed.</summary>
internal sealed class CheckpointPolicySource(ActiveRun run, IOptions<RolloutOptions> options) : IPolicySource
{
    // The same for all versions; a large tokenizer takes longer to read than an adapter.
    private PolicyVocabulary? _vocabulary;

    public SamplingPolicy Load(PolicyVersionRow version)
    {
        if (get_num_threads() != options.Value.Threads)
        {
            set_num_threads(options.Value.Threads);
        }

        var wanted = run.Recipe.Policy.Device;
        var policy = PolicyCheckpoint.Load(run.Folder(version), wanted == "cpu" ? null : device(wanted), expectedSha256: version.CheckpointSha256);
        try
        {
            _vocabulary ??= PolicyVocabulary.Of(policy.Folder, run.Recipe.Sampling.ChatTemplate);
            var sampler = LocalSampler.Create(policy.Model, _vocabulary.Tokenizer, new LocalSamplerOptions { MaxRows = options.Value.Rows });
            return new SamplingPolicy(version.Version, _vocabulary, sampler, policy);
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }
}
