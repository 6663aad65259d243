using System.Text.Json;

using Guide.Contracts;
using Guide.DataSets;

namespace Guide.Cli.Sampling;

/// <summary>Prompts to be sampled: JSON lines with the key prompt.</summary>
internal static class PromptLines
{
    /// <summary>Reads them all.</summary>
    /// <param name="file">A file; - is standard input.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="GuideException">Exit code 2: it cannot be read, or a line is none; with its place.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var prompts = new List<string>();
        await foreach (var item in SourceFile.ReadAsync(file, cancellationToken))
        {
            prompts.Add(Text(item.Json) ?? throw GuideException.Usage($"{item.Place}: not a JSON object with a text under the key prompt."));
        }

        return prompts.Count > 0 ? prompts : throw GuideException.Usage($"{file}: there is no prompt in it.");
    }

    private static string? Text(JsonElement line)
    {
        try
        {
            return line.ValueKind == JsonValueKind.Object && line.TryGetProperty("prompt", out var prompt) && prompt.ValueKind == JsonValueKind.String ? prompt.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a surrogate pair is no text.
        }
    }
}
