using Guide.CodeSandbox.Isolation;
using Guide.WebService;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guide.SandboxService.Endpoints;

/// <summary><c>POST /run_code</c>, in SandboxFusion's form.</summary>
internal sealed class RunCodeEndpoint(Sandbox sandbox, SandboxServiceOptions options, SandboxTelemetry telemetry, TimeProvider time)
{
    private readonly CodeRunner _runner = new(sandbox, options);

    /// <summary>Adds it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/run_code", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        if (await JsonBody.ReadAsync<RunCodeRequest>(context, JsonBody.AsPydantic) is not { } request)
        {
            return;
        }

        if (_runner.Validate(request) is string wrong)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, wrong);
            return;
        }

        var response = await _runner.RunAsync(request, context.RequestAborted);
        if (response.Oversized.FirstOrDefault() is string large)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, $"fetch_files: '{large}' is too large to hand back, with the others");
            return;
        }

        telemetry.Record("run_code", sandbox.Runtimes.Get(request.Language!)!.Name, response.Status, time.GetElapsedTime(start));
        await context.Response.WriteAsJsonAsync(response, context.RequestAborted);
    }
}
