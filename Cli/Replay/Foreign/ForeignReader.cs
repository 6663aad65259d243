using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.DataSets;

namespace Guide.Cli.Replay.Foreign;

/// <summary>Reads the rows of a dump. What is not understood is refused with its place, what cannot be compared is left out and counted.</summary>
/// <param name="options">Where what is.</param>
/// <param name="golds">Reference answers by prompt; null = the dump has them.</param>
internal sealed class ForeignReader(ForeignOptions options, GoldBook? golds)
{
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);
    private readonly string[] _keys = [.. options.Format.Keys, .. new[] { options.Gold, options.Reward }.OfType<string>()];
    private readonly HashSet<string> _others = new(StringComparer.Ordinal);
    private readonly ForeignFormat _format = options.Format;
    private string? _rewardColumn = options.Reward ?? options.Format.Reward;

    /// <summary>Rows read.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that cannot be compared, by the reason.</summary>
    public IReadOnlyDictionary<string, long> LeftOut => _leftOut;

    /// <summary>The field that the reward was read from.</summary>
    public string Reward => _rewardColumn ?? "none";

    /// <summary>One row.</summary>
    /// <param name="item">The row.</param>
    /// <param name="file">Its file: the name may tell the step.</param>
    /// <returns>Null: it is left out.</returns>
    /// <exception cref="GuideException">Exit code 2: it is not of the format; the message names place and field.</exception>
    public ForeignRollout? Read(SourceItem item, string file)
    {
        Rows++;
        try
        {
            return Convert(item.Json, item.Place, file);
        }
        catch (LeftOutException exception)
        {
            _leftOut[exception.Message] = _leftOut.GetValueOrDefault(exception.Message) + 1;
            return null;
        }
        catch (FormatException exception)
        {
            throw GuideException.Usage($"{item.Place}: {exception.Message}.", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw GuideException.Usage($"{item.Place}: a text is not UTF-8, or holds half of a surrogate pair.", exception);
        }
    }

    private ForeignRollout Convert(JsonElement row, string place, string file)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("the row is no object");
        }

        RefuseMisspelt(row);
        var error = _format.Error is { } name && row.TryGetProperty(name, out var told) && told.ValueKind is not (JsonValueKind.Null or JsonValueKind.False) ? told.GetRawText() : null;
        var completion = ForeignText.Completion(Field(row, _format.Completion), _format.Completion)
            ?? throw new LeftOutException(error is null ? "without a completion" : "ended with an error, without a completion");
        var prompt = ForeignText.Prompt(Field(row, _format.Prompt), _format.Prompt) ?? "";
        var reward = RewardOf(row) ?? throw new LeftOutException("without a reward");
        var step = StepOf(row) ?? ForeignFiles.StepOf(file);
        return new(place, GroupOf(row, step, prompt), step, CaseOf(row, prompt, completion), reward, AdvantageOf(row), error);
    }

    /// <summary>In the format of our own a misspelt key would be a setting that does nothing. Other keys are data of the row's writer.</summary>
    private void RefuseMisspelt(JsonElement row)
    {
        if (_format.Domain is null)
        {
            return;
        }

        foreach (var property in row.EnumerateObject().Where(property => !_keys.Contains(property.Name) && _others.Add(property.Name)))
        {
            if (Nearest.Misspelt(property.Name, _keys) is { } meant)
            {
                throw new FormatException($"unknown key \"{property.Name}\"; the nearest valid key is \"{meant}\"");
            }
        }
    }

    private VerificationCase CaseOf(JsonElement row, string prompt, string completion)
    {
        if (golds is not null)
        {
            return golds.Find(prompt) is { } known
                ? VerificationCase.Of(known, completion, options.Answer)
                : throw new LeftOutException("its prompt is not in --golds");
        }

        var domain = DomainOf(row);
        var (field, gold) = GoldOf(row);
        var item = new VerificationCase { Domain = domain, Prediction = completion, Problem = prompt.Length > 0 ? prompt : null, Format = options.Answer };
        if (domain.IsOwn())
        {
            // What they mean is the judge's affair.
            return item with
            {
                Gold = gold is { } own && field != ForeignFormat.Tests ? GoldText(own, field) : null,
                Tests = row.TryGetProperty(ForeignFormat.Tests, out var tests) && tests.ValueKind != JsonValueKind.Null ? tests.Clone() : null,
            };
        }

        return gold is not { } given ? throw new LeftOutException("without a gold answer")
            : domain == Domain.Code ? item with { Tests = TestsOf(given, field) }
            : item with { Gold = GoldText(given, field) };
    }

    private (string Field, JsonElement? Gold) GoldOf(JsonElement row)
    {
        string[] names = options.Gold is { } one ? [one] : [.. _format.Gold];
        foreach (var name in names)
        {
            if (row.TryGetProperty(name, out var gold) && gold.ValueKind != JsonValueKind.Null && !(gold.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(gold.GetString())))
            {
                return (name, gold);
            }
        }

        // One that is never there is a wrong option; one that is empty is this row's affair.
        return Rows > 1 || Array.Exists(names, name => row.TryGetProperty(name, out _)) || options.Domain.IsOwn()
            ? (names[0], null)
            : throw new FormatException($"there is no '{string.Join("', '", names)}' ({Has(row)}): --gold-field says where the reference answers are, --golds which file has them");
    }

    private static string GoldText(JsonElement gold, string field) => gold.ValueKind switch
    {
        JsonValueKind.String => gold.GetString()!,
        JsonValueKind.Number => gold.GetRawText(),
        JsonValueKind.Array when gold.GetArrayLength() == 1 => GoldText(gold[0], field),
        JsonValueKind.Array => throw new FormatException($"the field '{field}' is a list of {gold.GetArrayLength()}: one reference answer is needed"),
        _ => throw new FormatException($"the field '{field}' is neither a text nor a number"),
    };

    private static JsonElement TestsOf(JsonElement tests, string field)
    {
        try
        {
            return tests.ValueKind == JsonValueKind.String ? JsonSerializer.Deserialize<JsonElement>(tests.GetString()!) : tests.Clone();
        }
        catch (JsonException exception)
        {
            throw new FormatException($"the tests in '{field}' are not JSON: {exception.Message.Split('.')[0]}", exception);
        }
    }

    private Domain DomainOf(JsonElement row) =>
        _format.Domain is { } field && row.TryGetProperty(field, out var word) && word.ValueKind != JsonValueKind.Null
            ? Domains.Find(word.ValueKind == JsonValueKind.String ? word.GetString()! : word.GetRawText()) ?? throw new FormatException($"the domain {word.GetRawText()} is none of {Domains.Words}")
            : options.Domain;

    private double? RewardOf(JsonElement row)
    {
        var name = _rewardColumn ??= OnlyNumber(row);
        var reward = Field(row, name);
        return reward.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Number when reward.TryGetDouble(out var number) && double.IsFinite(number) => number,
            _ => throw new FormatException($"the reward '{name}' is no number"),
        };
    }

    private string OnlyNumber(JsonElement row)
    {
        string[] known = [_format.Prompt, _format.Completion, ForeignFormat.Step, ForeignFormat.Advantage, .. _format.Gold, options.Gold ?? ""];
        var numbers = row.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Number && !known.Contains(field.Name)).Select(static field => field.Name).ToArray();
        return numbers is [var only] ? only
            : throw new FormatException(numbers.Length == 0 ? $"no column holds a reward ({Has(row)}): --reward-field says which" : $"several columns may be the reward ({string.Join(", ", numbers)}): --reward-field says which");
    }

    private static long? StepOf(JsonElement row) => !row.TryGetProperty(ForeignFormat.Step, out var step) ? null : step.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when step.TryGetInt64(out var number) => number,
        JsonValueKind.Number when step.TryGetDouble(out var real) && real == Math.Floor(real) && Math.Abs(real) < 1e15 => (long)real,
        JsonValueKind.String when long.TryParse(step.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new FormatException("the step is no whole number"),
    };

    private static bool? AdvantageOf(JsonElement row) => !row.TryGetProperty(ForeignFormat.Advantage, out var advantage) ? null : advantage.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number when advantage.TryGetDouble(out var number) => number != 0,
        _ => throw new FormatException("the advantage is no number"),
    };

    private string GroupOf(JsonElement row, long? step, string prompt)
    {
        var name = _format.Group is { } field && row.TryGetProperty(field, out var group) && group.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? group.GetRawText()
            : System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prompt)).AsSpan(0, 16));
        return step is null ? name : string.Create(CultureInfo.InvariantCulture, $"{step}:{name}");
    }

    private static JsonElement Field(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) ? value : throw new FormatException($"the field '{name}' is missing ({Has(row)})");

    private static string Has(JsonElement row) => $"there are {string.Join(", ", row.EnumerateObject().Select(static field => field.Name).Take(20))}";
}
