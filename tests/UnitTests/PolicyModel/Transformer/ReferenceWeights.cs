using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Transformer;

namespace Guide.UnitTests.PolicyModel;

/// <summary>The weights under which the references in reference-models.jsonl and reference-adapters.jsonl were computed: a function of a tensor's name.</summary>
internal static class ReferenceWeights
{
    /// <summary>The tokens they were computed on: the first is the context.</summary>
    internal static readonly int[] Ids = [.. Enumerable.Range(0, 100).Select(i => ((i * i * 7) + 3) % 50)];

    /// <summary>Writes the tensors of a JSON object of shapes.</summary>
    internal static void Write(string path, JsonElement shapes, bool gemma) => SafetensorsWriter.Write(
        path,
        [.. shapes.EnumerateObject().Select(s =>
        {
            var shape = s.Value.EnumerateArray().Select(d => d.GetInt64()).ToArray();
            var values = Values(s.Name, shape, gemma);
            return new SafetensorsTensor(s.Name, "F32", shape, values.Length * 4L, stream => stream.Write(MemoryMarshal.AsBytes(values.AsSpan())));
        })],
        new Dictionary<string, string> { ["format"] = "pt" });

    /// <summary>What a model gives to those tokens.</summary>
    internal static float[] LogProbs(CausalLm model)
    {
        using var batch = model.CompletionLogProbs([new TrainingRow([Ids[0]], Ids[1..])]);
        return TestModels.Values(batch.LogProbs);
    }

    /// <summary>FNV-1a of the name seeds SplitMix64, whose upper 24 bits are uniform in [−1, 1).</summary>
    private static float[] Values(string name, long[] shape, bool gemma)
    {
        var seed = Encoding.UTF8.GetBytes(name).Aggregate(0xcbf29ce484222325UL, (h, b) => (h ^ b) * 0x100000001b3UL);
        return [.. Enumerable.Range(1, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i =>
        {
            var z = seed + ((ulong)i * 0x9E3779B97F4A7C15UL);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            var u = (((z ^ (z >> 31)) >> 40) / 16777216.0 * 2) - 1;
            return (float)(shape.Length == 1 ? (0.3 * u) + (gemma || name.EndsWith("bias", StringComparison.Ordinal) ? 0 : 1)
                : name.Contains("embed_tokens", StringComparison.Ordinal) ? u
                : 2.5 / Math.Sqrt(shape[^1]) * u);
        })];
    }
}
