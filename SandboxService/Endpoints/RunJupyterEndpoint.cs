using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Notebooks;
using Guide.WebService;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guide.SandboxService.Endpoints;

/// <summary><c>POST /run_jupyter</c>, in SandboxFusion's form: cells with a common state, one process in one sandbox.</summary>
internal sealed class RunJupyterEndpoint(Sandbox sandbox, SandboxServiceOptions options, SandboxTelemetry telemetry, TimeProvider time)
{
    private const int CpuShare = 2;

    private readonly NotebookRunner _notebooks = new(sandbox);

    /// <summary>Adds it.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/run_jupyter", AnswerAsync);

    private string? Problem(RunJupyterRequest request) =>
        request.Cells is null || request.Cells.Any(c => c is null) ? "cells: a list of texts is needed"
        : request.Kernel != "python3" || !_notebooks.Available ? $"kernel: '{request.Kernel}' is not here; python3 is what there is{(_notebooks.Available ? "" : ", once Python is installed")}"
        : !(request.TotalTimeout > 0 && request.TotalTimeout <= options.LongestTimeout.TotalSeconds) ? $"total_timeout: must be in (0, {options.LongestTimeout.TotalSeconds:0}] seconds"
        : !(request.CellTimeout >= 0 && request.CellTimeout <= options.LongestTimeout.TotalSeconds) ? $"cell_timeout: must be in [0, {options.LongestTimeout.TotalSeconds:0}] seconds"
        : RequestFiles.Problem(request.Files, request.FetchFiles, ["main.py", "cells.json", "/mnt/.cells.jsonl"], options.DefaultMemoryBytes);

    private async Task AnswerAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        if (await JsonBody.ReadAsync<RunJupyterRequest>(context, JsonBody.AsPydantic) is not { } request)
        {
            return;
        }

        if (Problem(request) is string wrong)
        {
            await JsonBody.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, wrong);
            return;
        }

        RunJupyterResponse response;
        try
        {
            response = await RunAsync(request, context.RequestAborted);
        }
        catch (SandboxException exception)
        {
            response = Failure(exception.Message);
        }

        telemetry.Record("run_jupyter", "python", response.Status, time.GetElapsedTime(start));
        await context.Response.WriteAsJsonAsync(response, context.RequestAborted);
    }

    private async Task<RunJupyterResponse> RunAsync(RunJupyterRequest request, CancellationToken cancellationToken)
    {
        var wall = TimeSpan.FromSeconds(request.TotalTimeout);
        string[] fetch = [.. request.FetchFiles!.Select(f => f!).Distinct()];
        var limits = new SandboxLimits { Wall = wall, Cpu = CpuShare * wall, MemoryBytes = options.DefaultMemoryBytes, OutputBytes = 16L << 20 };
        (var run, var cells) = await _notebooks.RunAsync(
            [.. request.Cells!.Select(c => c!)], TimeSpan.FromSeconds(request.CellTimeout), RequestFiles.Decode(request.Files!), [.. fetch.Select(RequestFiles.Normal).Distinct()], limits, cancellationToken);
        return run.End == RunEnd.Fault
            ? Failure(run.Fault)
            : new(
                run.Succeeded && cells.Count == request.Cells!.Count ? "Success" : "Failed",
                run.Limit is not (null or "wall") ? $"limit reached: {run.Limit}"
                    : run.Succeeded && cells.Count < request.Cells!.Count ? $"cells: the process ended in cell {cells.Count + 1} of {request.Cells.Count}"
                    : "",
                CodeRunner.Result(run),
                [.. cells.Select(c => new RunJupyterResponse.Cell(c.Stdout, c.Stderr, c.Display, c.Error))],
                Environment.MachineName,
                RequestFiles.Encode(fetch, run));
    }

    private static RunJupyterResponse Failure(string? message) => new("SandboxError", message ?? "", null, [], Environment.MachineName, new Dictionary<string, string>());
}
