using System.Text.Json;

namespace Guide.CodeSandbox.Notebooks;

/// <summary>What a cell left, as it says itself.</summary>
/// <param name="Stdout">What it printed.</param>
/// <param name="Stderr">What it printed to standard error.</param>
/// <param name="Display">What it showed: kinds of media and their content.</param>
/// <param name="Error">What it raised, at most one: ename, evalue, traceback.</param>
public sealed record NotebookCell(string Stdout, string Stderr, IReadOnlyList<JsonElement> Display, IReadOnlyList<JsonElement> Error);
