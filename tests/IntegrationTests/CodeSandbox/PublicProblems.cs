using System.IO.Compression;
using System.Text.Json;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>Code problems among the public data beside the repository.</summary>
internal static class PublicProblems
{
    public const string HumanEvalFile = "prompts/HumanEval.jsonl.gz";
    public const string MbppFile = "prompts/mbpp_sanitized_399.json";
    public const string ContestsFile = "prompts/code_contests_stdin_165.json";

    public static IReadOnlyList<JsonElement> HumanEval() => Lines(HumanEvalFile);

    public static IReadOnlyList<JsonElement> Mbpp() => Array(MbppFile);

    public static IReadOnlyList<JsonElement> Contests() => Array(ContestsFile);

    private static JsonElement[] Lines(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(SharedData.Find(name)), CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];
    }

    private static JsonElement[] Array(string name) => [.. JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(SharedData.Find(name))).EnumerateArray()];
}
