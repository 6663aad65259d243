using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>A data set of any shape, by a mapping of its fields.</summary>
public sealed partial class MappedFormat : IDataSetFormat
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private readonly FieldMapping _mapping;

    /// <param name="mapping">Where what is.</param>
    /// <exception cref="GuideException">Exit code 2: neither a domain nor choices.</exception>
    public MappedFormat(FieldMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        _mapping = mapping;
        if (mapping.Domain is null && mapping.Choices is null)
        {
            throw GuideException.Usage($"--domain is missing: who judges the answers? It is one of {Domains.Words}.");
        }

        if (mapping.Domain is Domain.Code)
        {
            throw GuideException.Usage("--domain code does not go with a mapping of fields: tests need a format of their own.");
        }

        if (mapping.Choices is not null && mapping.Domain is not (null or Domain.Mcq))
        {
            throw GuideException.Usage("--choices-field goes with --domain mcq only.");
        }
    }

    /// <inheritdoc/>
    public string Name => _mapping.Name;

    /// <inheritdoc/>
    public IReadOnlyCollection<string>? Columns =>
    [
        .. _mapping.Prompt.Concat([_mapping.Answer, _mapping.Choices, _mapping.Hint, _mapping.Solution, _mapping.Id, _mapping.Unit, _mapping.Difficulty, _mapping.Source, _mapping.LeftOutBy])
            .OfType<string>().SelectMany(p => p.Split('|')).SelectMany(p => new[] { p, p.Split('.')[0] }).Distinct(),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Named => _mapping.Named;

    /// <inheritdoc/>
    public bool Has(SourceItem item, string field)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Names.Contains(field) || Values(item.Json, field).Any();
    }

    /// <inheritdoc/>
    public PromptRecord Convert(JsonElement item, string fallbackId)
    {
        if (_mapping.LeftOutBy is { } picture && At(item, picture) is { } there && !(there.ValueKind == JsonValueKind.String && there.GetString()!.Trim().Length == 0))
        {
            throw new LeftOutException($"it needs what '{picture}' shows");
        }

        var answer = At(item, _mapping.Answer) ?? throw new AbsentFieldException(_mapping.Answer);
        var prompt = string.Join('\n', _mapping.Prompt.Select(p => Optional(item, p)?.Trim()).Where(t => !string.IsNullOrEmpty(t)));
        if (prompt.Length == 0)
        {
            throw new AbsentFieldException(string.Join('|', _mapping.Prompt));
        }

        string gold;
        if (_mapping.Choices is { } place)
        {
            var choices = Choices(item, place);
            gold = Letter(answer, choices, _mapping.Answer);
            prompt += "\n" + string.Join('\n', choices.Select((c, i) => $"{Letters[i]}. {c}"));
        }
        else
        {
            gold = OneLine(Answer(answer, _mapping.Answer));
            if (_mapping.Unit is { } unit && Optional(item, unit)?.Trim() is { Length: > 0 } asked && asked is not ("null" or "None"))
            {
                prompt += $"\nGive the answer in {asked}.";
                gold = _mapping.Domain == Domain.Science ? $"{gold} {asked}" : gold;
            }
        }

        return new PromptRecord
        {
            Id = (_mapping.Id is { } id ? Optional(item, id)?.Trim() : null) is { Length: > 0 } own ? own : fallbackId,
            Domain = _mapping.Domain ?? Domain.Mcq,
            Prompt = prompt,
            Gold = gold,
            Hint = _mapping.Hint is { } hint && Optional(item, hint) is { } words && !string.IsNullOrWhiteSpace(words) ? words : null,
            Solution = _mapping.Solution is { } solution && Optional(item, solution) is { } worked && !string.IsNullOrWhiteSpace(worked) ? worked : null,
            Difficulty = _mapping.Difficulty is { } level ? Optional(item, level) : null,
            RelTol = _mapping.RelTol,
            Source = (_mapping.Source is { } source ? Optional(item, source) : null) ?? _mapping.Name,
        };
    }

    private static List<string> Choices(JsonElement item, string place)
    {
        var list = At(item, place) ?? throw new AbsentFieldException(place);
        List<string> choices = list.ValueKind switch
        {
            JsonValueKind.Array => [.. list.EnumerateArray().Select(c => Answer(c, place))],
            JsonValueKind.Object => [.. list.EnumerateObject().Select(p => Answer(p.Value, place))], // {"A": …, "B": …}
            _ => throw new FormatException($"the field '{place}' is no list of choices"),
        };
        if (choices.Count is < 2 or > 26)
        {
            throw new FormatException($"the field '{place}' has {choices.Count} choices");
        }

        // Their own labels, where all have them in order, would stand beside ours.
        return choices.Select((c, i) => Label().Match(c) is { Success: true } m && char.ToUpperInvariant(m.Groups["letter"].Value[0]) == Letters[i]).All(isLabelled => isLabelled)
            ? choices.ConvertAll(c => Label().Replace(c, ""))
            : choices;
    }

    /// <summary>The letter of the right choice.</summary>
    private static string Letter(JsonElement answer, List<string> choices, string place)
    {
        if (answer.ValueKind == JsonValueKind.Number)
        {
            return answer.TryGetInt32(out var index) && index >= 0 && index < choices.Count
                ? Letters[index].ToString()
                : throw new FormatException($"the field '{place}' is {answer.GetRawText()}, which is no number of a choice from 0");
        }

        var text = Answer(answer, place);
        var named = choices.FindIndex(c => c == text);
        var bare = text.Trim('(', ')', '.', ' ');
        var letter = bare.Length == 1 ? Letters.IndexOf(char.ToUpperInvariant(bare[0]), StringComparison.Ordinal) : -1;
        var found = letter < 0 || letter >= choices.Count ? named : named >= 0 && named != letter ? -1 : letter;
        return found >= 0 ? Letters[found].ToString() : throw new FormatException($"the field '{place}' is '{text}', which names no single choice");
    }

    private static string Answer(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.Array when value.GetArrayLength() == 1 => Answer(value[0], place),
        JsonValueKind.Array when value.GetArrayLength() > 1 => $"[{string.Join(", ", value.EnumerateArray().Select(v => Answer(v, place)))}]",
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.Number => Number(value),
        JsonValueKind.String when !string.IsNullOrWhiteSpace(Text(value, place)) => Text(value, place).Trim(),
        _ => throw new AbsentFieldException(place),
    };

    /// <summary>145.0, as programs write a whole number that they hold as a float, is 145.</summary>
    private static string Number(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.EndsWith(".0", StringComparison.Ordinal) && decimal.TryParse(raw[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? raw[..^2] : raw;
    }

    /// <summary>An answer has one line, or is a formula of several.</summary>
    private string OneLine(string answer) => !answer.Contains('\n', StringComparison.Ordinal) || answer.Contains(@"\begin{", StringComparison.Ordinal) || _mapping.Domain is not (Domain.Math or Domain.Science)
        ? answer
        : throw new FormatException($"the field '{_mapping.Answer}' has several lines: is it a worked solution? (--format gsm8k takes what follows ####, --format math what is in the last box)");

    private static string? Optional(JsonElement item, string place) => At(item, place) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => Text(value, place),
        JsonValueKind.Number => Number(value),
        JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new FormatException($"the field '{place}' is not a text"),
    };

    private static string Text(JsonElement value, string place)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"the field '{place}' is no text that can be encoded (half of a surrogate pair)", exception);
        }
    }

    /// <summary>What stands at a place; null when nothing does.</summary>
    private static JsonElement? At(JsonElement item, string place) =>
        Values(item, place).Where(static value => value.ValueKind != JsonValueKind.Null).Select(static value => (JsonElement?)value).FirstOrDefault();

    /// <summary>What the item has at the places, nulls included.</summary>
    private static IEnumerable<JsonElement> Values(JsonElement item, string place) => place.Split('|')
        .Select(path => Member(item, path) ?? (path.Contains('.', StringComparison.Ordinal) ? path.Split('.').Aggregate((JsonElement?)item, static (at, name) => at is { } inner ? Member(inner, name) : null) : null))
        .OfType<JsonElement>();

    private static JsonElement? Member(JsonElement item, string name) => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var inner) ? inner : null;

    [GeneratedRegex(@"^\s*\(?(?<letter>[A-Za-z])[).:]\s*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();
}
