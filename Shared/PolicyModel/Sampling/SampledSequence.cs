using System.Buffers.Binary;
using System.Security.Cryptography;
using Guide.Contracts;
using Guide.PolicyModel.Transformer;

namespace Guide.PolicyModel.Sampling;

/// <summary>One completion while it grows.</summary>
internal sealed class SampledSequence(PendingGroup group, int slot)
{
    private readonly CounterRandom _random = Generator(group.Request, slot);
    private readonly List<int> _ids = [];
    private readonly List<float> _logProbs = [];

    internal PendingGroup Group { get; } = group;

    internal int Slot { get; } = slot;

    internal int LastId => _ids[^1];

    /// <summary>Draws the next token; true when the completion is complete.</summary>
    internal bool Take(ReadOnlySpan<float> logits, TokenDistribution distribution)
    {
        var settings = Group.Request.Settings;
        var (id, logProb) = distribution.Draw(logits, settings, _random.Uniform((uint)_ids.Count));
        _ids.Add(id);
        _logProbs.Add(logProb);
        var stopped = Group.StopIds.Contains(id) || (Group.StopStrings?.EndsIn(_ids) ?? false);
        if (!stopped && _ids.Count < settings.MaxTokens)
        {
            return false;
        }

        Group.Complete(Slot, new SampledCompletion([.. _ids], [.. _logProbs], stopped ? FinishReason.Stop : FinishReason.Length));
        return true;
    }

    /// <summary>A function of seed, draw and slot alone, so that batching and order change nothing.</summary>
    private static CounterRandom Generator(GroupRequest request, int slot)
    {
        Span<byte> source = stackalloc byte[24];
        request.DrawKey.TryWriteBytes(source, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(source[16..], request.Seed);
        BinaryPrimitives.WriteInt32LittleEndian(source[20..], slot);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(source, hash);
        return new CounterRandom(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }
}
