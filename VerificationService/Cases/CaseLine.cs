using System.Text.Json;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.VerificationService.Cases;

/// <summary>One line of the input.</summary>
/// <param name="RawId">The case's id as it was written.</param>
/// <param name="Case">The case.</param>
/// <param name="NotRead">Keys that are none of a case's and no misspelling of one: the line's own affair.</param>
internal sealed record CaseLine(string RawId, VerificationCase Case, IReadOnlyList<string> NotRead)
{
    /// <summary>The keys of a case.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["id", "domain", "gold", "gold_form", "tests", "pred", "pred_form", "problem", "rel_tol", "strict_format", "answer_from"];

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is no case; the message says why.</exception>
    public static CaseLine Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("not a JSON object");
            }

            var notRead = NotReadOf(root);
            var domain = DomainOf(Text(root, "domain") ?? throw new FormatException("\"domain\" is missing"));
            var gold = TextOrNumber(root, "gold");
            if (gold is null && domain.NeedsGold())
            {
                throw new FormatException("\"gold\" is missing");
            }

            return new CaseLine(root.TryGetProperty("id", out var id) ? id.GetRawText() : "null", CaseOf(root, domain, gold), notRead);
        }
        catch (JsonException broken)
        {
            throw new FormatException($"not JSON ({broken.Message.Split('.')[0]})", broken);
        }
        catch (InvalidOperationException broken)
        {
            // A lone surrogate in a string.
            throw new FormatException($"not JSON text ({broken.Message.Split('.')[0]})", broken);
        }
    }

    private static VerificationCase CaseOf(JsonElement root, Domain domain, string? gold) => new()
    {
        Domain = domain,
        Gold = gold,
        GoldIsText = IsText(root, "gold_form", absent: false),
        Tests = root.TryGetProperty("tests", out var tests) ? tests.Clone() : null,
        Prediction = Completion(root) ?? throw new FormatException("\"pred\" is missing"),
        PredictionIsText = IsText(root, "pred_form", absent: true),
        Problem = Text(root, "problem"),
        RelTol = Number(root, "rel_tol"),
        Format = Format(root),
    };

    /// <summary>A misspelt key would be a setting that does nothing: it is an error. Other keys are data of the line's writer.</summary>
    private static List<string> NotReadOf(JsonElement root)
    {
        var others = new List<string>();
        foreach (var property in root.EnumerateObject().Where(property => !Keys.Contains(property.Name)))
        {
            others.Add(Nearest.Misspelt(property.Name, Keys) is { } meant
                ? throw new FormatException($"unknown key \"{property.Name}\"; the nearest valid key is \"{meant}\"")
                : property.Name);
        }

        return others;
    }

    private static AnswerFormat Format(JsonElement root)
    {
        var strict = root.TryGetProperty("strict_format", out var given) && given.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False or JsonValueKind.Null => false,
            _ => throw new FormatException("\"strict_format\" is not true or false"),
        };
        if (Text(root, "answer_from") is not { } places)
        {
            return strict ? new AnswerFormat { Strict = true } : AnswerFormat.Any;
        }

        if (strict)
        {
            throw new FormatException("\"strict_format\" reads the one \\boxed{} only: leave \"answer_from\" out");
        }

        try
        {
            return new AnswerFormat { From = AnswerFormat.Sources(places) };
        }
        catch (FormatException unknown)
        {
            throw new FormatException($"\"answer_from\": {unknown.Message}", unknown);
        }
    }

    private static Domain DomainOf(string name) =>
        Domains.Find(name) ?? throw new FormatException($"\"domain\" is \"{name}\"; it is one of {Domains.Words}");

    private static string? Text(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"\"{name}\" is not a string");
    }

    private static string? TextOrNumber(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text(root, name);

    /// <summary>What the policy said. Half of a surrogate pair is the completion's affair, not the caller's: U+FFFD stands for it.</summary>
    private static string? Completion(JsonElement root)
    {
        try
        {
            return TextOrNumber(root, "pred");
        }
        catch (InvalidOperationException)
        {
            return JsonSerializer.Deserialize<string>(LoneSurrogates.Replace(root.GetProperty("pred").GetRawText()));
        }
    }

    private static double? Number(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 0 and <= 1 ? number : throw new FormatException($"\"{name}\" is not a number from 0 to 1");
    }

    private static bool IsText(JsonElement root, string name, bool absent) => Text(root, name) switch
    {
        null => absent,
        "text" => true,
        "answer" => false,
        var other => throw new FormatException($"\"{name}\" is \"{other}\"; it is answer or text"),
    };
}
