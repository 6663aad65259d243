using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Native;

namespace Guide.Cli.Merging;

/// <summary>One folder out of a checkpoint: an adapter is added into the weights it belongs to.</summary>
/// <param name="Base">The folder of an adapter's base; null = the checkpoint had all weights.</param>
/// <param name="Sha256">Of the weights that were written.</param>
/// <param name="Bytes">Size of the folder.</param>
internal sealed record CheckpointMerge(string? Base, string Sha256, long Bytes)
{
    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="from">The checkpoint.</param>
    /// <param name="base">The base's folder where the adapter does not find it; null = as the adapter says.</param>
    /// <param name="to">The folder to make.</param>
    /// <param name="type">Number type of the weights.</param>
    /// <exception cref="GuideException">It cannot be read, or its base is not there.</exception>
    public static CheckpointMerge Write(string from, string? @base, string to, WeightType type)
    {
        var isAdapter = LoraAdapter.IsAdapter(from);
        if (!isAdapter && @base is not null)
        {
            throw GuideException.Usage($"{from}: has all weights itself: leave --base out.");
        }

        TorchRuntime.Initialize();
        var files = isAdapter ? @base ?? BaseOf(from) : from;
        using var policy = PolicyCheckpoint.Load(files);
        if (isAdapter)
        {
            if (policy.Model.LoraSettings is not null)
            {
                throw GuideException.Usage($"{files}: is itself an adapter: --base is the model that it belongs to.");
            }

            LoraAdapter.Load(from, policy.Model);
            LoraAdapter.Merge(policy.Model);
        }

        var hash = PolicyCheckpoint.Save(to, policy.Model, tokenizerFrom: files, type: type);
        return new CheckpointMerge(isAdapter ? files : null, hash, Directory.GetFiles(to).Sum(file => new FileInfo(file).Length));
    }

    private static string BaseOf(string adapter)
    {
        try
        {
            return LoraAdapter.BaseOf(adapter);
        }
        catch (CheckpointException exception)
        {
            throw new GuideException($"{exception.Message}: an adapter that was moved needs --base DIR: version 0 of its run, or the model that the run began with.", exception);
        }
    }
}
