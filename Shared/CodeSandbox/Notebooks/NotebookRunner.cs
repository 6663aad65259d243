using System.Text;
using System.Text.Json;

using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;

namespace Guide.CodeSandbox.Notebooks;

/// <summary>Runs the cells of a notebook in one Python process of one sandbox.</summary>
public sealed class NotebookRunner(Sandbox sandbox)
{
    private const string Results = "/mnt/.cells.jsonl";

    /// <summary>True: there is a Python for it.</summary>
    public bool Available => sandbox.Runtimes.ZygotePython is not null;

    /// <summary>Runs them.</summary>
    /// <param name="cells">Their code.</param>
    /// <param name="cellTimeout">Wall clock of each; zero = none of its own.</param>
    /// <param name="files">Further files.</param>
    /// <param name="fetch">Files to hand back.</param>
    /// <param name="limits">Limits of all cells together.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The run, and the cells that came to an end.</returns>
    public async Task<(SandboxResult Run, IReadOnlyList<NotebookCell> Cells)> RunAsync(
        IReadOnlyList<string> cells, TimeSpan cellTimeout, IReadOnlyList<SandboxFile> files, IReadOnlyList<string> fetch, SandboxLimits limits, CancellationToken cancellationToken)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(new { cells, cell_timeout = cellTimeout.TotalSeconds });
        var run = await sandbox.RunAsync(
            new SandboxRequest
            {
                Zygote = true,
                Files = [new("main.py", AgentScripts.Cells), new("cells.json", question), .. files],
                Fetch = [Results, .. fetch],
                Limits = limits,
            },
            cancellationToken);
        return (run, run.Files.GetValueOrDefault(Results) is { } lines ? [.. Encoding.UTF8.GetString(lines).Split('\n').Select(Read).OfType<NotebookCell>()] : []);
    }

    // The cells may have written it themselves: what is no cell is none.
    private static NotebookCell? Read(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize<NotebookCell>(LoneSurrogates.Replace(line), JsonSerializerOptions.Web);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
