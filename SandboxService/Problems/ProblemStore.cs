using System.Text.Json;

using Guide.CodeSandbox.Judging;
using Guide.Contracts;

namespace Guide.SandboxService.Problems;

/// <summary>The code problems of prompt files (<c>guide import</c> writes them), by the name of the data set and the problem's id.</summary>
internal sealed class ProblemStore
{
    private readonly Dictionary<string, Dictionary<string, Problem>> _sets = [];

    /// <summary>The data sets' names, in the order given.</summary>
    public IReadOnlyList<string> Names => [.. _sets.Keys];

    /// <summary>Reads the files.</summary>
    /// <param name="sources">NAME=FILE each.</param>
    /// <exception cref="GuideException">A file or a line that cannot be read (exit code 2).</exception>
    public static ProblemStore Read(IEnumerable<string> sources)
    {
        var store = new ProblemStore();
        foreach (var source in sources)
        {
            var at = source.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || !store._sets.TryAdd(source[..at], []))
            {
                throw GuideException.Usage($"--data: '{source}' is not NAME=FILE, or its name stands twice.");
            }

            ReadFile(source[(at + 1)..], store._sets[source[..at]]);
        }

        return store;
    }

    /// <summary>A data set's problems in their order; null = there is no such set.</summary>
    public IReadOnlyCollection<Problem>? Of(string set) => _sets.GetValueOrDefault(set)?.Values;

    private static void ReadFile(string path, Dictionary<string, Problem> problems)
    {
        var number = 0;
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (line.Length > 0 && JsonSerializer.Deserialize<JsonElement>(line) is { ValueKind: JsonValueKind.Object } row && row.TryGetProperty("tests", out var tests) && tests.ValueKind != JsonValueKind.Null)
                {
                    CodeTests.Parse(tests);
                    var problem = new Problem(row.GetProperty("id"), row.GetProperty("prompt").GetString() ?? "", tests);
                    problems[problem.Name] = problem;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw GuideException.Usage($"{path}:{number}: no code problem: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw GuideException.Usage($"--data: {path}: {exception.Message}", exception);
        }

        if (problems.Count == 0)
        {
            throw GuideException.Usage($"--data: {path}: no code problem in it.");
        }
    }
}
