using System.IO.Compression;
using System.Text.Json;

namespace Guide.IntegrationTests.Sandbox;

/// <summary>Public data beside the repository; tests that need it pass quietly where it is absent.</summary>
internal static class SharedData
{
    public static IReadOnlyList<JsonElement>? HumanEval() => Lines("HumanEval.jsonl.gz");

    public static IReadOnlyList<JsonElement>? Mbpp() => Array("mbpp_sanitized_399.json");

    public static IReadOnlyList<JsonElement>? Contests() => Array("code_contests_stdin_165.json");

    private static JsonElement[]? Lines(string name)
    {
        if (Find(name) is not string path)
        {
            return null;
        }

        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];
    }

    private static JsonElement[]? Array(string name) =>
        Find(name) is string path ? [.. JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(path)).EnumerateArray()] : null;

    private static string? Find(string name)
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, "shared", "data", "prompts", name);
            if (File.Exists(path))
            {
                return path;
            }

            path = Path.Combine(folder, "..", "shared", "data", "prompts", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
