using System.Text.Json;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.TestKit;

/// <summary>A row of the judged cases in ../shared/data/verifier-cases.</summary>
/// <param name="Id">The row's name.</param>
/// <param name="Right">True where the answer must be accepted.</param>
/// <param name="Contested">True where the label is a convention: not counted.</param>
/// <param name="Case">What is judged.</param>
internal sealed record JudgedCase(string Id, bool Right, bool Contested, VerificationCase Case)
{
    /// <summary>Every row of a file.</summary>
    public static IEnumerable<JudgedCase> Read(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            using var document = JsonDocument.Parse(line);
            yield return Of(document.RootElement);
        }
    }

    // Two forms: "task" with "expected" true or false, and "domain" with "expected" in a verdict's word.
    private static JudgedCase Of(JsonElement row)
    {
        var expected = row.GetProperty("expected");
        var right = expected.ValueKind == JsonValueKind.String ? Enum.Parse<VerdictOutcome>(expected.GetString()!) == VerdictOutcome.Correct : expected.GetBoolean();
        var domain = Text(row, "domain") ?? Text(row, "task");
        return new JudgedCase(row.GetProperty("id").GetString()!, right, row.GetProperty("contested").GetBoolean(), new VerificationCase
        {
            Domain = Enum.TryParse<Domain>(domain, ignoreCase: true, out var known) ? known : Domain.Math,
            Gold = row.GetProperty("gold").GetString(),
            GoldIsText = row.GetProperty("gold_form").GetString() == "text",
            Prediction = row.GetProperty("pred").GetString()!,
            PredictionIsText = row.GetProperty("pred_form").GetString() == "text",
            Problem = Text(row, "problem"),
            RelTol = row.TryGetProperty("rel_tol", out var tolerance) && tolerance.ValueKind == JsonValueKind.Number ? tolerance.GetDouble() : null,
            Format = Format(row),
        });
    }

    private static AnswerFormat Format(JsonElement row)
    {
        var strict = row.TryGetProperty("strict_format", out var gate) && gate.ValueKind == JsonValueKind.True;
        return strict ? new AnswerFormat { Strict = true } : Text(row, "answer_from") is { } places ? new AnswerFormat { From = AnswerFormat.Sources(places) } : AnswerFormat.Any;
    }

    private static string? Text(JsonElement row, string name) => row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
