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
internal sealed class ProblemEndpoints(Sandbox sandbox, SandboxServiceOptions options, ProblemStore store, SandboxTelemetry telemetry, TimeProvider time)
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
        if (await ReadAsync(context) is not { } asked)
        {
            return;
        }

        await (asked.Problems is { } problems
            ? context.Response.WriteAsJsonAsync(problems.Skip(asked.Request.Offset ?? 0).Take(asked.Request.Limit ?? int.MaxValue).Select(shown), context.RequestAborted)
            : RefuseAsync(context, asked));
    }

    private async Task PromptAsync(HttpContext context)
    {
        if (await ReadAsync(context) is { } asked)
        {
            await (asked.Problem is { } problem ? context.Response.WriteAsJsonAsync(Shown(problem), context.RequestAborted) : RefuseAsync(context, asked));
        }
    }

    private async Task MetricsAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { Request: var request })
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
        if (await ReadAsync(context) is not { } asked)
        {
            return;
        }

        var request = asked.Request;
        if (asked.Problem is not { Tests.ValueKind: not JsonValueKind.Undefined } problem || request.Completion is null)
        {
            await RefuseAsync(context, asked);
            return;
        }

        var tests = CodeTests.Parse(problem.Tests);
        if (Unusable(tests, request.Config) is { } reason)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, reason);
            return;
        }

        var verdict = await _verifier.JudgeAsync(new JudgeRequest(Configured(tests, request.Config).ToJson(), request.Completion, true).ToCase(), context.RequestAborted);
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

    // What a request asks for is done, or refused.
    private string? Unusable(CodeTests tests, ProblemRequest.Configuration? config) =>
        config?.RunTimeout is { } seconds && options.ProblemOfTime("config.run_timeout", seconds) is { } time ? time
        : config?.Language is { } unknown && sandbox.Runtimes.Get(unknown) is null ? $"config.language: '{unknown}' is not one of {string.Join(", ", sandbox.Runtimes.Found.Select(r => r.Name))}"
        : config?.Language is { } language && tests.Kind != CodeTestKind.Stdio && sandbox.Runtimes.Get(language) != sandbox.Runtimes.Get(tests.Language ?? "python") ? $"config.language: the problem's tests are for {tests.Language}; got '{language}'"
        : null;

    private static CodeTests Configured(CodeTests tests, ProblemRequest.Configuration? config) => tests with
    {
        Language = config?.Language ?? tests.Language,
        TimeLimitMs = config?.RunTimeout is { } seconds ? Math.Max(1, (int)(seconds * 1000)) : tests.TimeLimitMs,
    };

    private async Task<Asked?> ReadAsync(HttpContext context)
    {
        if (await JsonBody.ReadAsync<ProblemRequest>(context, JsonBody.AsPydantic) is not { } request)
        {
            return null;
        }

        try
        {
            return new(request, request.Config?.ProvidedData is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } data ? Problem.Provided(data) : store.Of(request.DataSet ?? ""));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, $"config.provided_data: {exception.Message}");
            return null;
        }
    }

    private Task RefuseAsync(HttpContext context, Asked asked) => JsonBody.RefuseAsync(
        context,
        StatusCodes.Status422UnprocessableEntity,
        asked.Problems is null && store.Names.Count == 0 ? "dataset: this service has none: it was started without --data NAME=FILE"
            : asked.Problems is null ? $"dataset: '{asked.Request.DataSet}' is not one of {string.Join(", ", store.Names)}"
            : asked.Request.Completion is null && asked.Problem is not null ? "completion: a text is needed"
            : asked.Problem is not null ? "config.provided_data: a row to submit to needs a test"
            : $"id: there is no problem '{asked.Request.Id}' in {asked.Request.DataSet}");

    /// <param name="Request">What was asked.</param>
    /// <param name="Problems">The problems that it brings along, or those of its data set; null = there is no such set.</param>
    private sealed record Asked(ProblemRequest Request, IReadOnlyCollection<Problem>? Problems)
    {
        /// <summary>The one asked for; null = there is none.</summary>
        public Problem? Problem => Problems?.FirstOrDefault(problem => problem.Name == Request.Id.ToString());
    }
}
