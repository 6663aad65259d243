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
    public SamplingPolicy Load(PolicyVersionRow version)
    {
        // What this sampler cannot do must not pass as done.
        var sampling = run.Recipe.Sampling;
        if (sampling.ChatTemplate != "none")
        {
            throw new OperatorException($"sampling.chat_template '{sampling.ChatTemplate}' is not known here: only 'none' is.", ExitCodes.Usage);
        }

        if (sampling.Sampler != "local")
        {
            throw new OperatorException($"sampling.sampler '{sampling.Sampler}' is not known here: only 'local' is.", ExitCodes.Usage);
        }

        if (get_num_threads() != options.Value.Threads)
        {
            set_num_threads(options.Value.Threads);
        }

        var wanted = run.Recipe.Policy.Device;
        var policy = PolicyCheckpoint.Load(run.Folder(version), wanted == "cpu" ? null : device(wanted), expectedSha256: version.CheckpointSha256);
        try
        {
            var tokenizer = policy.Tokenizer ?? throw new CheckpointException(policy.Folder, "no tokenizer.json");
            var sampler = LocalSampler.Create(policy.Model, tokenizer, new LocalSamplerOptions { MaxRows = options.Value.Rows });
            return new SamplingPolicy(version.Version, tokenizer, sampler, policy.StopIds, policy.Model.Config.MaxPositions, policy);
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }
}
