using System.Security.Cryptography;
using System.Text;

using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Storage.Entities;

namespace Guide.Storage;

/// <summary>What makes two made hints the same: a hint is asked for once for each key.</summary>
/// <param name="PromptKey">Of the prompt's words, answer and solution.</param>
/// <param name="Source">Who makes it.</param>
/// <param name="Model">The model asked; empty = none is.</param>
/// <param name="TemplateVersion">Version of what is asked.</param>
/// <param name="Level">How much it says.</param>
/// <param name="Candidate">Which of several, from 0.</param>
public sealed record MadeHintKey(string PromptKey, string Source, string Model, string TemplateVersion, HintLevel Level, int Candidate)
{
    /// <summary>The key of a prompt, whichever data set or run it stands in.</summary>
    public static string OfPrompt(IVerifiablePrompt prompt, string? solution)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var parts = new StringBuilder();
        foreach (var part in (string[])[SnakeCaseJson.Word(prompt.Domain), prompt.Text, prompt.Gold ?? "", solution ?? ""])
        {
            parts.Append(part.Length).Append(':').Append(part);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts.ToString())).AsSpan(0, 16));
    }

    internal IQueryable<MadeHintRow> In(GuideDbContext db) => db.MadeHints.Where(row =>
        row.PromptKey == PromptKey && row.Source == Source && row.Model == Model && row.TemplateVersion == TemplateVersion && row.Level == Level && row.Candidate == Candidate);
}
