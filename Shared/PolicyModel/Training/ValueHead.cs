using System.Globalization;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Transformer;

using TorchSharp.Modules;

using static TorchSharp.torch;

namespace Guide.PolicyModel.Training;

/// <summary>
/// A critic: one linear map from the final hidden state to V, zero at first, with an AdamW of its own. Stored beside the weights of a version as
/// value_head.safetensors and value_optimizer.safetensors, restored bit by bit.
/// </summary>
public sealed class ValueHead : IDisposable
{
    private const string HeadFile = "value_head.safetensors";
    private const string StateFile = "value_optimizer.safetensors";

    private readonly Parameter _weight; // [H, 1]
    private readonly Parameter _bias; // [1]

    /// <summary>A fresh head.</summary>
    /// <param name="hiddenSize">H.</param>
    /// <param name="device">Where the policy is.</param>
    /// <param name="settings">AdamW's constants.</param>
    public ValueHead(int hiddenSize, Device device, AdamWSettings settings)
    {
        _weight = New(zeros([hiddenSize, 1], device: device));
        _bias = New(zeros([1], device: device));
        Optimizer = new([new("value_head.weight", _weight), new("value_head.bias", _bias)], settings);
    }

    /// <summary>Moves the head and nothing else.</summary>
    public AdamWOptimizer Optimizer { get; }

    /// <summary>Whether a folder holds a head.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, HeadFile));

    /// <summary>V of states, differentiable.</summary>
    /// <param name="states">[N, H] final hidden states.</param>
    /// <returns>[N] float32.</returns>
    public Tensor Values(Tensor states) => states.to_type(ScalarType.Float32).matmul(_weight).squeeze(1).Plus(_bias);

    /// <summary>The same with the head held constant: the gradient goes to the states alone.</summary>
    /// <param name="states">[N, H] final hidden states.</param>
    public Tensor ValuesByConstantHead(Tensor states) => states.to_type(ScalarType.Float32).matmul(_weight.detach()).squeeze(1).Plus(_bias.detach());

    /// <summary>Whether a gradient is waiting.</summary>
    public bool HasGradient()
    {
        using var scope = NewDisposeScope(); // Every look at a gradient makes a tensor of it.
        return _weight.grad is not null;
    }

    /// <summary>Writes the head into a folder that is being made.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="withOptimizerState">Whether its optimizer's state goes with it.</param>
    public void Save(string folder, bool withOptimizerState)
    {
        SafetensorsWriter.Write(
            Path.Combine(folder, HeadFile),
            [WeightStorage.Describe("value_head.weight", _weight, WeightType.Float32), WeightStorage.Describe("value_head.bias", _bias, WeightType.Float32)],
            new Dictionary<string, string> { ["format"] = "pt" });
        if (withOptimizerState)
        {
            SafetensorsWriter.Write(
                Path.Combine(folder, StateFile),
                [.. Optimizer.StateTensors(withMasters: false).Select(s => WeightStorage.Describe(s.Key, s.Value, WeightType.Float32))],
                new Dictionary<string, string> { ["steps"] = Optimizer.Steps.ToString(CultureInfo.InvariantCulture) });
        }
    }

    /// <summary>Restores a head, and its optimizer's state where the folder has it.</summary>
    /// <exception cref="CheckpointException">Missing, or of another policy.</exception>
    public void Load(string folder)
    {
        Read(Path.Combine(folder, HeadFile), [new("value_head.weight", _weight), new("value_head.bias", _bias)], out _);
        var state = Path.Combine(folder, StateFile);
        if (!File.Exists(state))
        {
            return;
        }

        Read(state, Optimizer.StateTensors(withMasters: false), out var steps);
        Optimizer.Steps = steps ?? throw new CheckpointException(state, "no step count: not an optimizer state of this project");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Optimizer.Dispose();
        _weight.Dispose();
        _bias.Dispose();
    }

    private static void Read(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, out long? steps)
    {
        using var file = SafetensorsFile.Open(path);
        steps = file.Metadata.TryGetValue("steps", out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        foreach (var (name, tensor) in tensors)
        {
            WeightStorage.Load(file, file.Entries.GetValueOrDefault(name) ?? throw new CheckpointException(path, $"the tensor '{name}' is missing"), tensor);
        }
    }

    private static Parameter New(Tensor values)
    {
        var parameter = new Parameter(values.DetachFromDisposeScope(), requires_grad: true);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
