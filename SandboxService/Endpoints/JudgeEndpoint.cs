using System.Text.Json;

using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.WebService;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guide.SandboxService.Endpoints;

/// <summary><c>POST /judge</c>: a code verdict for this project's workers, in the form of <see cref="JudgeExchange"/>.</summary>
internal sealed class JudgeEndpoint(Sandbox sandbox, SandboxTelemetry telemetry, TimeProvider time)
{
    private readonly CodeVerifier _verifier = new(sandbox);

    /// <summary>Adds it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(JudgeExchange.JudgePath, AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        if (await JsonBody.ReadAsync<JudgeRequest>(context, JudgeExchange.Json) is not { } request)
        {
            return;
        }

        if (Fault(request) is { } fault)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, fault);
            return;
        }

        var verdict = await _verifier.JudgeAsync(request.ToCase(), context.RequestAborted);
        telemetry.Record("judge", "", verdict.Outcome.ToString(), time.GetElapsedTime(start));
        await context.Response.WriteAsJsonAsync(verdict, JudgeExchange.Json, context.RequestAborted);
    }

    // What the request leaves out; what the tests hold is the verifier's to read.
    private static string? Fault(JudgeRequest request) =>
        request.Prediction is null ? "prediction: the completion's text is missing"
        : request.Tests.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (request.Tests.ValueKind == JsonValueKind.Object && !request.Tests.EnumerateObject().Any()) ? "tests: there are none"
        : null;
}
