using Guide.Contracts;
using Guide.StageHost;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// Whether a server's log-probs are those of the distribution it samples from. At temperature T the difference of two tokens' log-probs is
/// 1/T of their difference at temperature 1; a server that reports the model's own log-probs gives the same difference at both. Which of
/// the two it does is how it was started, so it is asked once, at a temperature at which small differences become large ones.
/// </summary>
internal static class TemperatureCheck
{
    private const double ProbeTemperature = 0.1;

    // Below this the two cannot be told apart in bfloat16.
    private const double SmallestDifference = 0.2;

    /// <summary>Whether the difference of the likeliest and the least likely token seen at both temperatures was scaled.</summary>
    /// <param name="atOne">Log-probs by id at temperature 1.</param>
    /// <param name="atTemperature">The same at the temperature.</param>
    /// <param name="temperature">T.</param>
    /// <returns>Null = their differences are too small to say.</returns>
    public static bool? Follows(IReadOnlyDictionary<int, double> atOne, IReadOnlyDictionary<int, double> atTemperature, double temperature)
    {
        var both = atOne.Keys
            .Where(id => double.IsFinite(atOne[id]) && atTemperature.TryGetValue(id, out var other) && double.IsFinite(other))
            .OrderByDescending(id => atOne[id])
            .ToArray();
        if (both.Length < 2)
        {
            return null;
        }

        var raw = atOne[both[0]] - atOne[both[^1]];
        var scaled = raw / temperature;
        var seen = atTemperature[both[0]] - atTemperature[both[^1]];
        return Math.Abs(raw - scaled) < SmallestDifference ? null : Math.Abs(seen - scaled) < Math.Abs(seen - raw);
    }

    /// <summary>Asks an endpoint, once, when a group is sampled at another temperature than 1 (0 is greedy, and never trained on).</summary>
    /// <exception cref="GuideException">Its log-probs are at temperature 1 whatever it samples at.</exception>
    public static async Task EnsureAsync(
        IInferenceProtocol protocol, Endpoint endpoint, ServedVersion version, int[] context, double temperature, CancellationToken cancellationToken)
    {
        if (temperature is 0 or 1 || endpoint.FollowsTemperature)
        {
            return;
        }

        var atOne = await protocol.NextTokenAsync(endpoint, version, context, 1, cancellationToken);
        var atTemperature = await protocol.NextTokenAsync(endpoint, version, context, ProbeTemperature, cancellationToken);
        var follows = Follows(atOne, atTemperature, ProbeTemperature);
        endpoint.FollowsTemperature = follows == true;
        if (follows == false)
        {
            throw new GuideException(FormattableString.Invariant(
                $"{endpoint.Address} reports log-probs at temperature 1 for completions sampled at {temperature}: start vLLM with --logprobs-mode processed_logprobs, or sample at temperature 1."));
        }
    }
}
