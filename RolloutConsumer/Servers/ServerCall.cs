using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.StageHost;

namespace Guide.RolloutConsumer.Servers;

/// <summary>One request, and what its failures mean.</summary>
internal static class ServerCall
{
    private const int LongestReason = 300;

    /// <summary>POSTs JSON, with its length: an operator's small hook need not understand chunks.</summary>
    public static Task<Answer> PostAsync(Endpoint endpoint, string path, JsonObject body, TimeProvider time, CancellationToken cancellationToken) =>
        SendAsync(endpoint, new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.RelativeOrAbsolute)) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") }, time, cancellationToken);

    /// <summary>GETs JSON.</summary>
    public static Task<Answer> GetAsync(Endpoint endpoint, string path, TimeProvider time, CancellationToken cancellationToken) =>
        SendAsync(endpoint, new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)), time, cancellationToken);

    /// <summary>Sends a request.</summary>
    /// <returns>The status and the JSON of an answer that another try would not change.</returns>
    /// <exception cref="ServerUnavailableException">No answer; 408, 429 and 5xx.</exception>
    /// <exception cref="GuideException">The server wants another token.</exception>
    private static async Task<Answer> SendAsync(Endpoint endpoint, HttpRequestMessage request, TimeProvider time, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var response = await endpoint.Http.SendAsync(request, cancellationToken);
                var text = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                var status = response.StatusCode;
                if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                {
                    throw new GuideException($"{endpoint.Address} answers {(int)status}: name the file with its token, Inference:TokenFile.");
                }

                if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                {
                    throw new ServerUnavailableException($"{endpoint.Address} answers {(int)status}", lost: status == HttpStatusCode.ServiceUnavailable, RetryAfterHeader.Wait(response.Headers.RetryAfter, time));
                }

                if (status == HttpStatusCode.RequestTimeout || (int)status >= 500)
                {
                    throw new ServerUnavailableException($"{endpoint.Address} answers {(int)status}: {Reason(text)}", lost: true);
                }

                return new Answer(status, Parse(text), Reason(text));
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                throw new ServerUnavailableException($"{endpoint.Address}: {exception.Message}", lost: true, inner: exception);
            }
        }
    }

    private static JsonNode? Parse(byte[] text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The beginning of an answer, as one line.</summary>
    private static string Reason(byte[] text)
    {
        var line = Encoding.UTF8.GetString(text.AsSpan(0, Math.Min(text.Length, LongestReason))).ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "no reason given" : line;
    }

    /// <summary>What came back.</summary>
    /// <param name="Status">Below 500.</param>
    /// <param name="Json">Null = not JSON.</param>
    /// <param name="Reason">The beginning of the text, for messages.</param>
    internal sealed record Answer(HttpStatusCode Status, JsonNode? Json, string Reason)
    {
        public bool IsSuccess => (int)Status is >= 200 and < 300;
    }
}
