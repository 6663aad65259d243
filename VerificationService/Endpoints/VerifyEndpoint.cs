using System.Text.Json;

using Guide.Contracts;
using Guide.VerificationService.Cases;
using Guide.WebService;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guide.VerificationService.Endpoints;

/// <summary><c>POST /verify</c>: the cases and verdicts of <c>guide verify</c>; one case, a list of them, or JSON lines that are answered as they come.</summary>
internal sealed class VerifyEndpoint(JudgePool pool, TimeProvider time)
{
    /// <summary>Kinds of media that are read line by line.</summary>
    public static IReadOnlyList<string> LineTypes { get; } = ["application/x-ndjson", "application/jsonl", "application/jsonlines"];

    /// <summary>Adds it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/verify", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        var type = context.Request.ContentType?.Split(';')[0].Trim() ?? "";
        await (LineTypes.Contains(type, StringComparer.OrdinalIgnoreCase) ? AnswerLinesAsync(context) : AnswerBatchAsync(context));
        pool.Telemetry.Record("verify", time.GetElapsedTime(start));
    }

    /// <summary>What is no case ends the answer with a line that has an error and no outcome: what was judged before it stands.</summary>
    private async Task AnswerLinesAsync(HttpContext context)
    {
        context.Response.ContentType = LineTypes[0];
        string problem;
        try
        {
            await new CaseStream(pool.JudgeAsync, pool.Jobs, strictKeys: false).JudgeAsync("body", context.Request.Body, context.Response.Body, context.RequestAborted);
            return;
        }
        catch (GuideException exception)
        {
            problem = exception.Message;
        }
        catch (BadHttpRequestException exception)
        {
            problem = exception.Message;
        }

        if (!context.Response.HasStarted)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, problem);
            return;
        }

        await JsonSerializer.SerializeAsync(context.Response.Body, new { error = problem }, cancellationToken: context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
    }

    private async Task AnswerBatchAsync(HttpContext context)
    {
        if (await JsonBody.ReadAsync<JsonDocument>(context, JsonSerializerOptions.Default) is not { } document)
        {
            return;
        }

        using (document)
        {
            var root = document.RootElement;
            var batch = root.ValueKind switch
            {
                JsonValueKind.Array => root,
                JsonValueKind.Object when root.TryGetProperty("cases", out var cases) => cases,
                _ => (JsonElement?)null,
            };
            if (batch is { ValueKind: not JsonValueKind.Array })
            {
                await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, "cases: a list of cases is needed");
                return;
            }

            if (Read(batch is { } list ? [.. list.EnumerateArray()] : [root], batch is not null, out var problem) is not { } items)
            {
                await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, problem);
                return;
            }

            await WriteAsync(context, root.ValueKind, batch is not null, await pool.JudgeAsync(items, context.RequestAborted));
        }
    }

    private static List<CaseLine>? Read(IReadOnlyList<JsonElement> cases, bool numbered, out string problem)
    {
        var items = new List<CaseLine>(cases.Count);
        foreach (var (i, element) in cases.Index())
        {
            try
            {
                items.Add(CaseLine.Parse(element.GetRawText()));
            }
            catch (FormatException broken)
            {
                problem = numbered ? $"case {i}: {broken.Message}" : broken.Message;
                return null;
            }
        }

        problem = "";
        return items;
    }

    /// <summary>In the form in which the cases came: an object for an object, a list for a list, <c>{"verdicts": []}</c> for <c>{"cases": []}</c>.</summary>
    private static async Task WriteAsync(HttpContext context, JsonValueKind kind, bool isBatch, CaseVerdict[] verdicts)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.Body);
        if (isBatch && kind == JsonValueKind.Object)
        {
            json.WriteStartObject();
            json.WritePropertyName("verdicts");
        }

        if (isBatch)
        {
            json.WriteStartArray();
        }

        foreach (var verdict in verdicts)
        {
            verdict.Write(json);
        }

        if (isBatch)
        {
            json.WriteEndArray();
        }

        if (isBatch && kind == JsonValueKind.Object)
        {
            json.WriteEndObject();
        }

        await json.FlushAsync(context.RequestAborted);
    }
}
