using System.Text.Json;

using Guide.CodeSandbox.Judging;

namespace Guide.SandboxService.Problems;

/// <summary>A code problem that is served.</summary>
/// <param name="Id">As its file has it: a number or a text.</param>
/// <param name="Prompt">Its text.</param>
/// <param name="Tests">Its tests (<see cref="CodeTests"/>).</param>
internal sealed record Problem(JsonElement Id, string Prompt, JsonElement Tests)
{
    /// <summary>The id as text: 2 and "2" are one.</summary>
    public string Name => Id.ToString();

    /// <summary>Problems as SandboxFusion's clients bring them along: one row, or a list of rows.</summary>
    /// <exception cref="JsonException">Its tests cannot be read.</exception>
    public static IReadOnlyCollection<Problem> Provided(JsonElement data) => data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray().Select(Row)] : [Row(data)];

    private static Problem Row(JsonElement row)
    {
        var tests = row.TryGetProperty("test", out var test) && test.ValueKind != JsonValueKind.Null ? Tested(test) : default;
        return new(row.GetProperty("id").Clone(), row.TryGetProperty("content", out var content) ? content.GetString() ?? "" : "", tests);
    }

    private static JsonElement Tested(JsonElement test)
    {
        if (test.ValueKind == JsonValueKind.String)
        {
            test = JsonSerializer.Deserialize<JsonElement>(test.GetString()!);
        }

        // Its own form for standard streams: {"input": {"stdin"}, "output": {"stdout"}}.
        var streams = test.ValueKind == JsonValueKind.Array && test.GetArrayLength() > 0
            && test.EnumerateArray().All(c => c.ValueKind == JsonValueKind.Object && c.TryGetProperty("input", out var i) && i.ValueKind == JsonValueKind.Object);
        return streams
            ? CodeTests.Contest([.. test.EnumerateArray().Select(c => Stream(c, "input", "stdin"))], [.. test.EnumerateArray().Select(c => Stream(c, "output", "stdout"))]).ToJson()
            : CodeTests.Parse(test).ToJson();
    }

    private static string Stream(JsonElement test, string side, string stream)
    {
        var files = test.GetProperty(side);
        return files.EnumerateObject().All(f => f.Name == stream)
            ? files.TryGetProperty(stream, out var text) ? text.GetString() ?? "" : ""
            : throw new JsonException($"{side}: files other than {stream} are not supported");
    }
}
