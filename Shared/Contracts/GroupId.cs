using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Guide.Contracts;

/// <summary>Derived identities: sending twice is sending once.</summary>
public static class GroupId
{
    /// <summary>
    /// The id of a train or replay group: the first 128 bits of SHA-256 over run, purpose, draw ordinal, prompt, parent and hint,
    /// each length-prefixed.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="purpose">Train or Replay.</param>
    /// <param name="ordinal">The draw ordinal of the root; a child carries its root's.</param>
    /// <param name="promptId">The prompt's id in its data set.</param>
    /// <param name="parent">The root's id for a guided child, null for a root.</param>
    /// <param name="hintId">The hint's id for a guided group, null without one.</param>
    public static Guid Derive(string runId, Purpose purpose, long ordinal, string promptId, Guid? parent = null, string? hintId = null) =>
        Hash(runId, purpose.ToString(), $"{ordinal}", promptId, parent?.ToString("N") ?? "", hintId ?? "");

    /// <summary>The id of an eval group: policy version and sampling settings stand in the ordinal's place.</summary>
    public static Guid DeriveEval(string runId, int policyVersion, string samplingSettings, string promptId, string? hintId = null) =>
        Hash(runId, nameof(Purpose.Eval), $"v{policyVersion}", samplingSettings, promptId, hintId ?? "");

    /// <summary>
    /// What keys a group's random numbers together with seed and slot: the group's identity without the run, so that the same recipe, seed and
    /// order draw the same tokens whatever the run is called.
    /// </summary>
    /// <param name="purpose">What it is sampled for.</param>
    /// <param name="draw">The draw ordinal; of an evaluation what tells its policy from others, so that two are sampled independently.</param>
    /// <param name="promptId">The prompt's id in its data set.</param>
    /// <param name="hint">The hint's id; null without one.</param>
    public static Guid DrawKey(Purpose purpose, string draw, string promptId, string? hint) => Hash("draw", purpose.ToString(), draw, promptId, hint ?? "");

    private static Guid Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return new Guid(hash.GetHashAndReset().AsSpan(0, 16), bigEndian: true);
    }
}
