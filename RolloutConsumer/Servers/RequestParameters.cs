using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

using Guide.PolicyModel.Sampling;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// What vLLM and SGLang call alike. Everything that shapes the distribution is said: what is left out, a server takes from the model's
/// generation_config.json.
/// </summary>
internal static class RequestParameters
{
    /// <summary>A seed from 0 of a group, a function of its draw and the run's seed. A server makes one for each completion of it.</summary>
    public static int Seed(GroupRequest request)
    {
        Span<byte> source = stackalloc byte[20];
        request.DrawKey.TryWriteBytes(source, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(source[16..], request.Seed);
        return BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(source)) & int.MaxValue;
    }

    /// <summary>A seed for each completion of a group, for servers that do not make them of one: the group's own seed and those that follow it.</summary>
    public static IEnumerable<int> Seeds(GroupRequest request)
    {
        var first = Seed(request);
        return Enumerable.Range(0, request.Count).Select(slot => (int)((first + (long)slot) & int.MaxValue));
    }

    /// <summary>A new object with them; each protocol adds what it calls otherwise.</summary>
    /// <param name="count">Completions.</param>
    /// <param name="temperature">Sampling temperature.</param>
    /// <param name="settings">Filters and stops; null = none.</param>
    public static JsonObject Common(int count, double temperature, SamplingSettings? settings) => new()
    {
        ["n"] = count,
        ["temperature"] = temperature,
        ["top_p"] = settings?.TopP ?? 1,
        ["top_k"] = settings is { TopK: > 0 } ? settings.TopK : -1,
        ["min_p"] = settings?.MinP ?? 0,
        ["repetition_penalty"] = 1.0,
        ["presence_penalty"] = 0.0,
        ["frequency_penalty"] = 0.0,
        ["ignore_eos"] = false,
        ["stop_token_ids"] = ServerAnswers.ToJson(settings?.StopIds ?? []),
        ["stop"] = ServerAnswers.ToJson(settings?.StopStrings ?? []),
        ["skip_special_tokens"] = false,
    };
}
