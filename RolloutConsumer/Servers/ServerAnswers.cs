using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.PolicyModel.Sampling;
using Guide.StageHost;

namespace Guide.RolloutConsumer.Servers;

/// <summary>What every server's completions must be before they are believed.</summary>
internal static class ServerAnswers
{
    /// <summary>Reads an answer; one of another form ends the run in one line.</summary>
    public static T Read<T>(Endpoint endpoint, string kind, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or KeyNotFoundException or ArgumentOutOfRangeException or JsonException or NullReferenceException)
        {
            throw new GuideException($"{endpoint.Address} does not answer as {kind} does: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// A request that the server takes to be wrong. Every group's has the same form, so it is a setting that does not fit, here or there: the run ends
    /// in one line, and no group is lost for it.
    /// </summary>
    public static GuideException Refused(Endpoint endpoint, ServerCall.Answer answer) => new(
        $"{endpoint.Address} refuses a request with {(int)answer.Status}: {answer.Reason}. The run's settings and the server's do not go together.");

    /// <summary>A completion from a server's ids and log-probs.</summary>
    /// <param name="endpoint">Who says so.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="vocabularySize">Ids are below it.</param>
    /// <param name="ids">[T] null = it gave none.</param>
    /// <param name="logProbs">[T] null = it gave none.</param>
    /// <param name="stopped">False: it ran into its budget.</param>
    /// <param name="remedy">What an operator does when something is missing.</param>
    /// <exception cref="GuideException">Training cannot use it.</exception>
    public static SampledCompletion Completion(
        Endpoint endpoint, GroupRequest request, int vocabularySize, int[]? ids, float[]? logProbs, bool stopped, string remedy)
    {
        if (logProbs is null)
        {
            throw new GuideException($"{endpoint.Address} returns no token log-probs, without which nothing can be learnt from its completions: {remedy}.");
        }

        if (ids is null)
        {
            throw new GuideException($"{endpoint.Address} returns no token ids, and text is never tokenised again: {remedy}.");
        }

        if (ids.Length != logProbs.Length || ids.Length == 0)
        {
            throw new GuideException($"{endpoint.Address} returns {ids.Length} token ids with {logProbs.Length} log-probs: {remedy}.");
        }

        if (ids.Length > request.Settings.MaxTokens || Array.Exists(ids, id => id < 0 || id >= vocabularySize))
        {
            throw new GuideException($"{endpoint.Address} returns {ids.Length} tokens up to id {ids.Max()}; at most {request.Settings.MaxTokens} below {vocabularySize} are the policy's: does it serve this model?");
        }

        // vLLM writes -9999 where the log-prob is minus infinity.
        logProbs = Array.ConvertAll(logProbs, static logProb => logProb <= -9999 ? float.NegativeInfinity : logProb);

        // A stop id that the server does not know of ends the completion all the same: what follows it was never sampled.
        var end = Array.FindIndex(ids, id => request.Settings.StopIds.Contains(id));
        if (end >= 0 && end < ids.Length - 1)
        {
            (ids, logProbs, stopped) = (ids[..(end + 1)], logProbs[..(end + 1)], true);
        }

        if (!stopped && end < 0 && ids.Length < request.Settings.MaxTokens)
        {
            throw new GuideException($"{endpoint.Address} cuts a completion at {ids.Length} of {request.Settings.MaxTokens} tokens (finish reason length): its context is shorter than the run's prompt and completion.");
        }

        return stopped && end < 0 && request.Settings.StopStrings.Count == 0
            ? throw new GuideException($"{endpoint.Address} ends a completion at token {ids[^1]}, which is no stop id of the policy ({string.Join(", ", request.Settings.StopIds)}): generation_config.json here and there must agree.")
            : new SampledCompletion(ids, logProbs, stopped || end >= 0 ? FinishReason.Stop : FinishReason.Length);
    }

    /// <summary>Ids of a JSON array; null where there is none.</summary>
    public static int[]? Ids(JsonNode? array) => array is JsonArray list ? [.. list.Select(static id => id!.GetValue<int>())] : null;

    /// <summary>Numbers of a JSON array; null where there is none, or where one is missing.</summary>
    public static float[]? Numbers(JsonNode? array) =>
        array is JsonArray list && list.All(static number => number is not null) ? [.. list.Select(static number => (float)number!.GetValue<double>())] : null;

    /// <summary>A JSON array of ids.</summary>
    public static JsonArray ToJson(IEnumerable<int> ids) => new([.. ids.Select(static id => (JsonNode)JsonValue.Create(id))]);

    /// <summary>A JSON array of texts.</summary>
    public static JsonArray ToJson(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)JsonValue.Create(text)!)]);
}
