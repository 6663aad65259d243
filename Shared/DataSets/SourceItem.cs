using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>One item of a data set's file.</summary>
/// <param name="Json">The item.</param>
/// <param name="Number">JSON lines: its line, from 1. A JSON array or table: its index, from 1.</param>
/// <param name="Place">"FILE:LINE" or "FILE item N", for messages.</param>
public sealed record SourceItem(JsonElement Json, int Number, string Place)
{
    /// <summary>All columns of the item's table, of which only some are read; null = the item's own fields are all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Names of all fields.</summary>
    public IReadOnlyList<string> Names => Columns ?? (Json.ValueKind == JsonValueKind.Object ? [.. Json.EnumerateObject().Select(static property => property.Name)] : []);

    /// <summary>What was probably meant by a field that is not there, or what there is; empty where the field is there and has nothing in it.</summary>
    /// <param name="field">A field's place: "a.b" is one inside another, "A|B" the first that is there.</param>
    public string Meant(string field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var (names, roots) = (Names, field.Split('|').SelectMany(static path => new[] { path, path.Split('.')[0] }));
        return names.Count == 0 || roots.Any(names.Contains) ? ""
            : Nearest.Misspelt(field, names) is { } meant ? $"; did you mean '{meant}'?"
            : $"; there is {string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", …" : "")}";
    }

    private const int MostNamed = 12;
}
