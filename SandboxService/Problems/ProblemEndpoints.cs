using System.Text.Json;
using System.Text.Json.Serialization;

using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.WebService;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guide.SandboxService.Problems;

/// <summary>SandboxFusion's <c>/list_datasets</c>, <c>/get_prompts</c>, <c>/get_prompt_by_id</c> and <c>/submit</c>, over the files of <c>--data</c>.</summary>
internal sealed class ProblemEndpoints(Sandbox sandbox, ProblemStore store, SandboxTelemetry telemetry, TimeProvider time)
{
    private readonly CodeVerifier _verifier = new(sandbox);

    /// <summary>Adds them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/list_datasets", (HttpContext context) => context.Response.WriteAsJsonAsync(store.Names));
        routes.MapPost("/get_prompts", PromptsAsync);
        routes.MapPost("/get_prompt_by_id", PromptAsync);
        routes.MapPost("/submit", SubmitAsync);
    }

    private static object Shown(ProblemStore.Problem problem) => new { id = problem.Id, prompt = problem.Prompt, labels = new Dictionary<string, string>() };

    private async Task PromptsAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } request)
        {
            return;
        }

        await (store.Of(request.DataSet ?? "") is { } problems
            ? context.Response.WriteAsJsonAsync(problems.Skip(request.Offset ?? 0).Take(request.Limit ?? int.MaxValue).Select(Shown), context.RequestAborted)
            : RefuseAsync(context, request));
    }

    private async Task PromptAsync(HttpContext context)
    {
        if (await ReadAsync(context) is { } request)
        {
            await (store.Find(request.DataSet ?? "", request.Id.ToString()) is { } problem
                ? context.Response.WriteAsJsonAsync(Shown(problem), context.RequestAborted)
                : RefuseAsync(context, request));
        }
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        if (await ReadAsync(context) is not { } request)
        {
            return;
        }

        if (store.Find(request.DataSet ?? "", request.Id.ToString()) is not { } problem || request.Completion is null)
        {
            await RefuseAsync(context, request);
            return;
        }

        var verdict = await _verifier.JudgeAsync(new JudgeRequest(problem.Tests, request.Completion, true).ToCase(), context.RequestAborted);
        telemetry.Record("submit", "", verdict.Outcome.ToString(), time.GetElapsedTime(start));
        if (!verdict.Outcome.IsJudged())
        {
            // A broken judge is not a wrong answer: there is no "accepted" to tell.
            await JsonBody.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"not judged: {verdict.Outcome}: {verdict.Detail}");
            return;
        }

        var blocks = CodeBlock.All(request.Completion);
        await context.Response.WriteAsJsonAsync(
            new
            {
                id = problem.Id,
                accepted = verdict.Outcome == VerdictOutcome.Correct,
                extracted_code = blocks.Count > 0 ? blocks[^1].Code : "",
                full_code = (string?)null,
                test_code = (string?)null,
                tests = new[] { new { passed = verdict.Outcome == VerdictOutcome.Correct, exec_info = Info(verdict) } },
                extracted_type = (string?)null,
                extra = new { reward = verdict.Reward },
            },
            context.RequestAborted);
    }

    // One entry for all cases: what each was is in its message, never the expected values.
    private static object Info(Guide.Contracts.Judging.Verdict verdict) => new
    {
        status = verdict.Outcome == VerdictOutcome.Correct ? "Success" : "Failed",
        message = verdict.Detail,
        compile_result = (object?)null,
        run_result = (object?)null,
        executor_pod_name = Environment.MachineName,
        files = new Dictionary<string, string>(),
    };

    private static Task<ProblemRequest?> ReadAsync(HttpContext context) => JsonBody.ReadAsync<ProblemRequest>(context, JsonBody.AsPydantic);

    private Task RefuseAsync(HttpContext context, ProblemRequest request) => JsonBody.RefuseAsync(
        context,
        StatusCodes.Status422UnprocessableEntity,
        store.Of(request.DataSet ?? "") is null ? $"dataset: '{request.DataSet}' is not one of {string.Join(", ", store.Names)}"
            : request.Completion is null && store.Find(request.DataSet ?? "", request.Id.ToString()) is not null ? "completion: a text is needed"
            : $"id: there is no problem '{request.Id}' in {request.DataSet}");

    private sealed record ProblemRequest
    {
        [JsonPropertyName("dataset")]
        public string? DataSet { get; init; }

        [JsonPropertyName("id")]
        public JsonElement Id { get; init; }

        [JsonPropertyName("completion")]
        public string? Completion { get; init; }

        [JsonPropertyName("offset")]
        public int? Offset { get; init; }

        [JsonPropertyName("limit")]
        public int? Limit { get; init; }
    }
}
