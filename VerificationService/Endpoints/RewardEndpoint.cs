using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

using Guide.Contracts;
using Guide.VerificationService.Cases;
using Guide.WebService;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guide.VerificationService.Endpoints;

/// <summary>
/// <c>POST /get_reward</c>, in the form of OpenRLHF's remote reward models: query (prompt and response), prompts, labels in; rewards, scores, extra_logs out.
/// The address says how labels are read: <c>/get_reward?domain=math</c>, and strict_format, answer_from, rel_tol as in a case.
/// </summary>
internal sealed class RewardEndpoint(JudgePool pool, TimeProvider time)
{
    private static readonly string[] Settings = ["domain", "strict_format", "answer_from", "rel_tol"];

    /// <summary>Adds it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/get_reward", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        if (await JsonBody.ReadAsync<RewardRequest>(context, JsonSerializerOptions.Default) is not { } request)
        {
            return;
        }

        if (Problem(request, context.Request.Query) is { } wrong || Cases(request, context.Request.Query, out wrong) is not { } cases)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, wrong);
            return;
        }

        var verdicts = await pool.JudgeAsync(cases, context.RequestAborted);
        pool.Telemetry.Record("get_reward", time.GetElapsedTime(start));
        if (verdicts.Index().FirstOrDefault(static verdict => verdict.Item.Verdict.Reward is null) is { Item.Verdict: { } failed, Index: var at })
        {
            // A list of rewards has no place for "not judged", and 0 would be a lie: the client asks again, or fails.
            await JsonBody.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"query {at} is not judged: {failed.Outcome}: {failed.Detail}");
            return;
        }

        double[] rewards = [.. verdicts.Select(static verdict => verdict.Verdict.Reward!.Value)];
        await context.Response.WriteAsJsonAsync(
            new RewardResponse(rewards, rewards, new Dictionary<string, double> { ["accuracy"] = rewards.Length == 0 ? 0 : rewards.Average() }), context.RequestAborted);
    }

    private static string? Problem(RewardRequest request, IQueryCollection settings)
    {
        var count = request.Query?.Count;
        return count is null ? "query: a list of texts is needed"
            : request.Labels is null ? "labels: a list of gold answers is needed"
            : request.Labels.Count != count ? $"labels: there are {request.Labels.Count} for {count} queries"
            : request.Prompts is { } prompts && prompts.Count != count ? $"prompts: there are {prompts.Count} for {count} queries"
            : settings.Keys.FirstOrDefault(static key => !Settings.Contains(key)) is { } unknown
                ? $"unknown setting '{unknown}' in the address; the nearest valid one is '{Nearest.Of(unknown, Settings)}'"
                : null;
    }

    /// <summary>The cases as lines of <c>guide verify</c>: one reader for both.</summary>
    private static List<CaseLine>? Cases(RewardRequest request, IQueryCollection settings, out string problem)
    {
        var cases = new List<CaseLine>(request.Query!.Count);
        foreach (var (i, query) in request.Query.Index())
        {
            try
            {
                cases.Add(CaseLine.Parse(Line(query, request.Prompts?[i], request.Labels![i], settings)));
            }
            catch (Exception broken) when (broken is FormatException or JsonException)
            {
                problem = $"query {i}: {broken.Message}";
                return null;
            }
        }

        problem = "";
        return cases;
    }

    private static string Line(string? query, string? prompt, string? label, IQueryCollection settings)
    {
        var domain = settings["domain"].FirstOrDefault() ?? SnakeCaseJson.Word(Domain.Math);
        var text = query ?? throw new FormatException("a text is needed");
        var line = new JsonObject
        {
            ["domain"] = domain,
            ["pred"] = prompt is not null && text.StartsWith(prompt, StringComparison.Ordinal) ? text[prompt.Length..] : text,
        };
        if (domain == SnakeCaseJson.Word(Domain.Code))
        {
            line["tests"] = JsonNode.Parse(label ?? throw new FormatException("its label is null"));
        }
        else
        {
            line["gold"] = label ?? throw new FormatException("its label is null");
        }

        if (settings["strict_format"].FirstOrDefault() is { } strict)
        {
            line["strict_format"] = bool.TryParse(strict, out var isStrict) ? isStrict : throw new FormatException("strict_format is not true or false");
        }

        if (settings["answer_from"].FirstOrDefault() is { } places)
        {
            line["answer_from"] = places;
        }

        if (settings["rel_tol"].FirstOrDefault() is { } tolerance)
        {
            line["rel_tol"] = double.TryParse(tolerance, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException("rel_tol is not a number");
        }

        return line.ToJsonString();
    }

    private sealed record RewardRequest(
        [property: JsonPropertyName("query")] IReadOnlyList<string?>? Query,
        [property: JsonPropertyName("prompts")] IReadOnlyList<string?>? Prompts,
        [property: JsonPropertyName("labels")] IReadOnlyList<string?>? Labels);

    private sealed record RewardResponse(
        [property: JsonPropertyName("rewards")] IReadOnlyList<double> Rewards,
        [property: JsonPropertyName("scores")] IReadOnlyList<double> Scores,
        [property: JsonPropertyName("extra_logs")] IReadOnlyDictionary<string, double> ExtraLogs);
}
