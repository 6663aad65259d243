using System.Runtime.InteropServices;
using System.Text;

using Guide.PolicyModel.Numerics;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.Benchmarks.PolicyModel;

/// <summary>Writes a model with Qwen2's biases as a float32 GGUF file without vocabulary: the same weights for llama.cpp.</summary>
internal static class GgufWriter
{
    private const int Alignment = 32;

    internal static void Write(string path, CausalLm model)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        using var writer = new BinaryWriter(stream);
        var tensors = model.Weights.Select(w => (Name: Name(w.Key), Weight: (Tensor)w.Value)).ToArray();
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Length);
        WriteMetadata(writer, model.Config);
        WriteIndex(writer, tensors);
        Pad(writer);
        foreach (var (_, weight) in tensors)
        {
            writer.Write(MemoryMarshal.AsBytes<float>(TensorMemory.ToFloats(weight)));
            Pad(writer);
        }
    }

    private static void WriteMetadata(BinaryWriter writer, PolicyConfig config)
    {
        writer.Write(12UL);
        Text("general.architecture", "qwen2");
        Text("general.name", "benchmark");
        Number("qwen2.context_length", config.MaxPositions);
        Number("qwen2.embedding_length", config.HiddenSize);
        Number("qwen2.block_count", config.Layers);
        Number("qwen2.feed_forward_length", config.IntermediateSize);
        Number("qwen2.attention.head_count", config.Heads);
        Number("qwen2.attention.head_count_kv", config.KeyValueHeads);
        Real("qwen2.attention.layer_norm_rms_epsilon", (float)config.RmsNormEpsilon);
        Real("qwen2.rope.freq_base", (float)config.RopeTheta);
        Number("qwen2.vocab_size", config.VocabularySize);
        Text("tokenizer.ggml.model", "no_vocab");

        void Text(string key, string value)
        {
            WriteText(writer, key);
            writer.Write(8u);
            WriteText(writer, value);
        }

        void Number(string key, int value)
        {
            WriteText(writer, key);
            writer.Write(4u);
            writer.Write((uint)value);
        }

        void Real(string key, float value)
        {
            WriteText(writer, key);
            writer.Write(6u);
            writer.Write(value);
        }
    }

    /// <summary>Name, shape and place of each tensor.</summary>
    private static void WriteIndex(BinaryWriter writer, (string Name, Tensor Weight)[] tensors)
    {
        var offset = 0L;
        foreach (var (name, weight) in tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)weight.dim());
            foreach (var dimension in weight.shape.Reverse())
            {
                writer.Write((ulong)dimension);
            }

            writer.Write(0u); // float32
            writer.Write((ulong)offset);
            offset += Padded(weight.numel() * sizeof(float));
        }
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        writer.Write((ulong)Encoding.UTF8.GetByteCount(text));
        writer.Write(Encoding.UTF8.GetBytes(text));
    }

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        writer.Write(new byte[Padded(writer.BaseStream.Position) - writer.BaseStream.Position]);
    }

    private static long Padded(long size) => (size + Alignment - 1) / Alignment * Alignment;

    private static string Name(string name) => name
        .Replace("model.embed_tokens", "token_embd", StringComparison.Ordinal)
        .Replace("model.norm", "output_norm", StringComparison.Ordinal)
        .Replace("lm_head", "output", StringComparison.Ordinal)
        .Replace("model.layers", "blk", StringComparison.Ordinal)
        .Replace("post_attention_layernorm", "ffn_norm", StringComparison.Ordinal)
        .Replace("input_layernorm", "attn_norm", StringComparison.Ordinal)
        .Replace("self_attn.q_proj", "attn_q", StringComparison.Ordinal)
        .Replace("self_attn.k_proj", "attn_k", StringComparison.Ordinal)
        .Replace("self_attn.v_proj", "attn_v", StringComparison.Ordinal)
        .Replace("self_attn.o_proj", "attn_output", StringComparison.Ordinal)
        .Replace("mlp.gate_proj", "ffn_gate", StringComparison.Ordinal)
        .Replace("mlp.up_proj", "ffn_up", StringComparison.Ordinal)
        .Replace("mlp.down_proj", "ffn_down", StringComparison.Ordinal);
}
