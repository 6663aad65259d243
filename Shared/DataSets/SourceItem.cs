using System.Text.Json;

namespace Guide.DataSets;

/// <summary>One item of a data set's file.</summary>
/// <param name="Json">The item.</param>
/// <param name="Number">JSON lines: its line, from 1. A JSON array or table: its index, from 1.</param>
/// <param name="Place">"FILE:LINE" or "FILE item N", for messages.</param>
public sealed record SourceItem(JsonElement Json, int Number, string Place);
