using System.Text.Json;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>Files of a checkpoint that hold one JSON object and may be missing.</summary>
internal static class CheckpointJson
{
    /// <summary>Reads one; null when there is none.</summary>
    /// <exception cref="CheckpointException">It is not a JSON object.</exception>
    public static JsonElement? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new CheckpointException(path, "is not a JSON object");
        }
        catch (JsonException exception)
        {
            throw new CheckpointException(path, "is not valid JSON", exception);
        }
    }
}
