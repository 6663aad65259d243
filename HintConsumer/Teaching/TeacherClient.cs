using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.Recipes;

namespace Guide.HintConsumer.Teaching;

/// <summary>One request to a server that speaks the OpenAI API (chat completions), without repeats: those are <see cref="Teacher"/>'s.</summary>
internal sealed class TeacherClient : IDisposable
{
    private const int LongestAnswer = 1 << 20;
    private const int ShownOfAnswer = 200;

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    public TeacherClient(Uri address, string? key, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15), PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
        {
            BaseAddress = address,
            // Each try has its own time limit.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>The key of a process: from a file, else from the environment; null = none.</summary>
    /// <exception cref="GuideException">The file cannot be read or its first line is empty (exit code 2).</exception>
    public static string? Key(TeacherOptions options)
    {
        try
        {
            var key = BearerTokenFile.Read(options.KeyFile.Length > 0 ? options.KeyFile : null)
                ?? (options.KeyEnvironment.Length > 0 ? Environment.GetEnvironmentVariable(options.KeyEnvironment)?.Trim() : null);
            return string.IsNullOrEmpty(key) ? null : key;
        }
        catch (GuideException unreadable)
        {
            throw GuideException.Usage($"Teacher:KeyFile: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Asks once.</summary>
    /// <exception cref="TeacherException">No hint came; it says why.</exception>
    public async Task<TeacherAnswer> AskAsync(TeacherQuestion question, CancellationToken cancellationToken)
    {
        using var body = new StringContent(Body(question).ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using var answer = await _http.PostAsync(new Uri("chat/completions", UriKind.Relative), body, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode ? Read(text) : throw Refusal(answer, text);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new TeacherException(TeacherFailure.Away, $"the teacher at {_http.BaseAddress} does not answer: {exception.Message}", inner: exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private static JsonObject Body(TeacherQuestion question) => new()
    {
        ["model"] = question.Model,
        ["messages"] = new JsonArray(
            new JsonObject { ["role"] = "system", ["content"] = question.System },
            new JsonObject { ["role"] = "user", ["content"] = question.Request }),
        ["temperature"] = question.Temperature,
        ["max_tokens"] = question.MaxTokens,
        ["seed"] = question.Seed,
        ["n"] = 1,
        ["stream"] = false,
    };

    private static TeacherAnswer Read(string text)
    {
        try
        {
            var json = JsonNode.Parse(text);
            var choice = (json?["choices"] as JsonArray)?.FirstOrDefault();
            var message = choice?["message"];
            if (message?["refusal"]?.GetValue<string>() is { Length: > 0 } refusal)
            {
                throw new TeacherException(TeacherFailure.Refused, $"the teacher refuses: {Shown(refusal)}");
            }

            if (choice?["finish_reason"]?.GetValue<string>() is "content_filter")
            {
                throw new TeacherException(TeacherFailure.Refused, "the teacher's content filter stops the answer");
            }

            var hint = HintRequest.WithoutReasoning(message?["content"]?.GetValue<string>() ?? "").Trim();
            var usage = json?["usage"];
            return hint.Length > 0
                ? new TeacherAnswer(hint, Count(usage?["prompt_tokens"]), Count(usage?["completion_tokens"]))
                : throw new TeacherException(TeacherFailure.Garbage, $"the teacher's answer has no words: {Shown(text)}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new TeacherException(TeacherFailure.Garbage, $"the teacher's answer is not understood: {Shown(text)}", inner: exception);
        }
    }

    private static long Count(JsonNode? node) => node is JsonValue value && value.TryGetValue<long>(out var count) ? Math.Max(0, count) : 0;

    private TeacherException Refusal(HttpResponseMessage answer, string text)
    {
        var status = (int)answer.StatusCode;
        var message = string.Create(CultureInfo.InvariantCulture, $"the teacher at {_http.BaseAddress} answers {status}: {Shown(text)}");
        return answer.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => new TeacherException(TeacherFailure.Busy, message, After(answer)),
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict => new TeacherException(TeacherFailure.Away, message, After(answer)),
            _ when status >= 500 => new TeacherException(TeacherFailure.Away, message, After(answer)),
            _ => new TeacherException(TeacherFailure.Misconfigured, message),
        };
    }

    private TimeSpan? After(HttpResponseMessage answer) => RetryAfterHeader.Wait(answer.Headers.RetryAfter, _time);

    private static string Shown(string text)
    {
        text = text.ReplaceLineEndings(" ").Trim();
        return text.Length > ShownOfAnswer ? string.Concat(text.AsSpan(0, ShownOfAnswer), "…") : text;
    }
}
