using System.Text.Json;

using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.WebService;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guide.SandboxService.Problems;

/// <summary>SandboxFusion's endpoints for data sets, over the files of <c>--data</c> or the problem that a request brings along.</summary>
internal sealed class ProblemEndpoints(Sandbox sandbox, ProblemStore store, SandboxTelemetry telemetry, TimeProvider time)
{
    private readonly CodeVerifier _verifier = new(sandbox);

    /// <summary>Adds them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/list_datasets", (HttpContext context) => context.Response.WriteAsJsonAsync(store.Names));
        routes.MapPost("/list_ids", (HttpContext context) => ListAsync(context, p => p.Id));
        routes.MapPost("/get_prompts", (HttpContext context) => ListAsync(context, Shown));
        routes.MapPost("/get_prompt_by_id", PromptAsync);
        routes.MapPost("/submit", SubmitAsync);
        routes.MapPost("/get_metrics", MetricsAsync);
        // SandboxFusion's answer for data sets without a function of their own.
        routes.MapPost("/get_metrics_function", (HttpContext context) => context.Response.WriteAsJsonAsync(new { function = (string?)null }));
    }

    private static object Shown(Problem problem) => new { id = problem.Id, prompt = problem.Prompt, labels = new Dictionary<string, string>() };

    private async Task ListAsync(HttpContext context, Func<Problem, object> shown)
    {
        if (await ReadAsync(context) is not { } request)
        {
            return;
        }

        await (Found(request) is { } problems
            ? context.Response.WriteAsJsonAsync(problems.Skip(request.Offset ?? 0).Take(request.Limit ?? int.MaxValue).Select(shown), context.RequestAborted)
            : RefuseAsync(context, request));
    }

    private async Task PromptAsync(HttpContext context)
    {
        if (await ReadAsync(context) is { } request)
        {
            await (Find(request) is { } problem ? context.Response.WriteAsJsonAsync(Shown(problem), context.RequestAborted) : RefuseAsync(context, request));
        }
    }

    private async Task MetricsAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } request)
        {
            return;
        }

        if (request.Results is not { } results)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, "results: a list is needed");
            return;
        }

        var accepted = results.Count(r => r is { Accepted: true });
        await context.Response.WriteAsJsonAsync(new { total = results.Count, accepted, accuracy = results.Count == 0 ? (double?)null : (double)accepted / results.Count }, context.RequestAborted);
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        if (await ReadAsync(context) is not { } request)
        {
            return;
        }

        if (Find(request) is not { Tests.ValueKind: not JsonValueKind.Undefined } problem || request.Completion is null)
        {
            await RefuseAsync(context, request);
            return;
        }

        var verdict = await _verifier.JudgeAsync(new JudgeRequest(Configured(problem.Tests, request.Config), request.Completion, true).ToCase(), context.RequestAborted);
        telemetry.Record("submit", "", verdict.Outcome.ToString(), time.GetElapsedTime(start));
        if (!verdict.Outcome.IsJudged())
        {
            // A broken judge is not a wrong answer: there is no "accepted" to tell.
            await JsonBody.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"not judged: {verdict.Outcome}: {verdict.Detail}");
            return;
        }

        await context.Response.WriteAsJsonAsync(Result(problem, CodeBlock.All(request.Completion), verdict), context.RequestAborted);
    }

    private static object Result(Problem problem, IReadOnlyList<CodeBlock> blocks, Verdict verdict) => new
    {
        id = problem.Id,
        accepted = verdict.Outcome == VerdictOutcome.Correct,
        extracted_code = blocks.Count > 0 ? blocks[^1].Code : "",
        full_code = (string?)null,
        test_code = (string?)null,
        tests = new[] { new { passed = verdict.Outcome == VerdictOutcome.Correct, exec_info = Info(verdict) } },
        extracted_type = (string?)null,
        extra = new { reward = verdict.Reward },
    };

    // One entry for all cases: what each was is in its message, never the expected values.
    private static object Info(Verdict verdict) => new
    {
        status = verdict.Outcome == VerdictOutcome.Correct ? "Success" : "Failed",
        message = verdict.Detail,
        compile_result = (object?)null,
        run_result = (object?)null,
        executor_pod_name = Environment.MachineName,
        files = new Dictionary<string, string>(),
    };

    // The request's language and time are those of the run, where it names them.
    private static JsonElement Configured(JsonElement json, ProblemRequest.Configuration? config)
    {
        if (config?.Language is null && config?.RunTimeout is null)
        {
            return json;
        }

        var tests = CodeTests.Parse(json);
        return (tests with
        {
            Language = config.Language is { } language && tests.Kind == CodeTestKind.Stdio ? language : tests.Language,
            TimeLimitMs = config.RunTimeout is > 0 and <= 600 ? (int)(config.RunTimeout * 1000) : tests.TimeLimitMs,
        }).ToJson();
    }

    private IReadOnlyCollection<Problem>? Found(ProblemRequest request) =>
        request.Config?.ProvidedData is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } data ? Problem.Provided(data) : store.Of(request.DataSet ?? "");

    private Problem? Find(ProblemRequest request) =>
        request.Config?.ProvidedData is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } data
            ? Problem.Provided(data).FirstOrDefault(p => p.Name == request.Id.ToString())
            : store.Find(request.DataSet ?? "", request.Id.ToString());

    private static async Task<ProblemRequest?> ReadAsync(HttpContext context)
    {
        var request = await JsonBody.ReadAsync<ProblemRequest>(context, JsonBody.AsPydantic);
        try
        {
            if (request?.Config?.ProvidedData is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } data)
            {
                Problem.Provided(data);
            }

            return request;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, $"config.provided_data: {exception.Message}");
            return null;
        }
    }

    private Task RefuseAsync(HttpContext context, ProblemRequest request) => JsonBody.RefuseAsync(
        context,
        StatusCodes.Status422UnprocessableEntity,
        Found(request) is null ? $"dataset: '{request.DataSet}' is not one of {string.Join(", ", store.Names)}"
            : request.Completion is null && Find(request) is not null ? "completion: a text is needed"
            : Find(request) is not null ? "config.provided_data: a row to submit to needs a test"
            : $"id: there is no problem '{request.Id}' in {request.DataSet}");
}
