using System.Text.Json;

using Guide.TestKit;

namespace Guide.UnitTests.PolicyModel;

/// <summary>A file of computed references, one JSON object a line that begins with its id.</summary>
internal sealed class ReferenceCases(string folder, string file)
{
    private readonly string[] _lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "UnitTests", "PolicyModel", folder, file));

    /// <summary>Models of transformers.</summary>
    public static ReferenceCases Models { get; } = new("Transformer", "reference-models.jsonl");

    /// <summary>Adapters of PEFT.</summary>
    public static ReferenceCases Adapters { get; } = new("Lora", "reference-adapters.jsonl");

    /// <summary>The ids, in the file's order.</summary>
    public IEnumerable<string> Ids => _lines.Select(IdOf);

    /// <summary>One of them; the caller disposes it.</summary>
    public JsonDocument Find(string id) => JsonDocument.Parse(_lines.First(line => IdOf(line) == id));

    private static string IdOf(string line) => line.Split('"')[3];
}
