using Guide.StageHost;

namespace Guide.RolloutConsumer.Servers;

/// <summary>
/// Whether a server's log-probs are those of the distribution it samples from. At temperature T the difference of two tokens' log-probs is
/// 1/T of their difference at temperature 1; a server that reports the model's own log-probs gives the same difference at both.
/// </summary>
internal static class TemperatureCheck
{
    // Below this the two cannot be told apart in bfloat16.
    private const double SmallestDifference = 0.2;

    /// <summary>Whether the difference of the likeliest and the least likely token seen at both temperatures was scaled.</summary>
    /// <param name="atOne">Log-probs by id at temperature 1.</param>
    /// <param name="atTemperature">The same at the temperature.</param>
    /// <param name="temperature">T.</param>
    /// <returns>Null = their differences are too small to say.</returns>
    public static bool? Follows(IReadOnlyDictionary<int, double> atOne, IReadOnlyDictionary<int, double> atTemperature, double temperature)
    {
        var both = atOne.Keys.Where(atTemperature.ContainsKey).OrderByDescending(id => atOne[id]).ToArray();
        if (both.Length < 2)
        {
            return null;
        }

        var raw = atOne[both[0]] - atOne[both[^1]];
        var scaled = raw / temperature;
        var seen = atTemperature[both[0]] - atTemperature[both[^1]];
        return Math.Abs(raw - scaled) < SmallestDifference ? null : Math.Abs(seen - scaled) < Math.Abs(seen - raw);
    }

    /// <summary>Asks an endpoint once for each temperature.</summary>
    /// <exception cref="OperatorException">Its log-probs are not at the temperature.</exception>
    public static async Task EnsureAsync(
        IInferenceProtocol protocol, Endpoint endpoint, ServedVersion version, int[] context, double temperature, CancellationToken cancellationToken)
    {
        lock (endpoint.CheckedTemperatures)
        {
            if (temperature is 0 or 1 || endpoint.CheckedTemperatures.Contains(temperature))
            {
                return;
            }
        }

        var atOne = await protocol.NextTokenAsync(endpoint, version, context, 1, cancellationToken);
        var atTemperature = await protocol.NextTokenAsync(endpoint, version, context, temperature, cancellationToken);
        switch (Follows(atOne, atTemperature, temperature))
        {
            case false:
                throw new OperatorException(FormattableString.Invariant(
                    $"{endpoint.Address} reports log-probs at temperature 1 for completions sampled at {temperature}: start vLLM with --logprobs-mode processed_logprobs, or sample at temperature 1."));
            case true:
                lock (endpoint.CheckedTemperatures)
                {
                    endpoint.CheckedTemperatures.Add(temperature);
                }

                break;
        }
    }
}
