using System.Text.Json;
using System.Text.RegularExpressions;

using Guide.Contracts;

namespace Guide.CodeSandbox.Judging;

/// <summary>The tests of a code problem: the value of a prompt's <c>tests</c>, JSON in snake_case, unknown keys refused.</summary>
public sealed partial record CodeTests
{
    /// <summary>Standard streams or function.</summary>
    public required CodeTestKind Kind { get; init; }

    /// <summary>Language of the submission unless its code block names another installed one (stdio only; functions are Python).</summary>
    public string Language { get; init; } = "python";

    /// <summary>Processor time of each case (stdio) or of the whole submission (function), milliseconds, enforced in whole seconds; the wall clock is three times that and a second.</summary>
    public int TimeLimitMs { get; init; } = 10_000;

    /// <summary>Memory, megabytes.</summary>
    public int MemoryLimitMb { get; init; } = 512;

    /// <summary>All or nothing, or the fraction of cases.</summary>
    public CodeScoring Scoring { get; init; }

    /// <summary>Stdio: the cases.</summary>
    public IReadOnlyList<StdioCase>? Cases { get; init; }

    /// <summary>Stdio: every case has a sandbox of its own. Always so; older files may say it.</summary>
    public bool FreshSandbox { get; init; } = true;

    /// <summary>Stdio: how outputs are compared.</summary>
    public OutputComparison Compare { get; init; }

    /// <summary>Numeric comparison, and numbers of <see cref="Calls"/>: tolerance relative to |expected|, where both are decimals. Whole numbers are exact.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>As <see cref="Tolerance"/>, absolute: for problems that ask for it. 0 = none.</summary>
    public double AbsoluteTolerance { get; init; }

    /// <summary>Stdio: letters of both cases are one.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Stdio: says instead of a comparison whether an output is right; null = there is one right output.</summary>
    public OutputCheck? Checker { get; init; }

    /// <summary>Function: what is called: "name" or "Solution().name" (a new object for each call). May be null with <see cref="Asserts"/>, whose unknown names are the candidate's.</summary>
    public string? EntryPoint { get; init; }

    /// <summary>Function: code that the submission may continue instead of defining the function again (HumanEval's prompt); null = none.</summary>
    public string? PromptCode { get; init; }

    /// <summary>Function: trusted code that runs before the tests, in the judge's sandbox.</summary>
    public string? Setup { get; init; }

    /// <summary>Function: trusted code that defines <c>check(candidate)</c>; one case.</summary>
    public string? Check { get; init; }

    /// <summary>Function: trusted assert statements, each one case.</summary>
    public IReadOnlyList<string>? Asserts { get; init; }

    /// <summary>Function: calls with JSON arguments and expected values, each one case.</summary>
    public IReadOnlyList<FunctionCall>? Calls { get; init; }

    /// <summary>
    /// Function: a trusted pytest file, whose test functions and test classes are the cases. What it imports from a module that is not
    /// installed (<c>from solution import f</c>) is the candidate's.
    /// </summary>
    public string? Pytest { get; init; }

    /// <summary>Function with <see cref="Calls"/>: compare this argument after the call instead of the returned value; null = the value.</summary>
    public int? CompareArgument { get; init; }

    /// <summary>Function with <see cref="Calls"/>: the order of the outermost list does not matter.</summary>
    public bool Unordered { get; init; }

    /// <summary>
    /// Function with <see cref="Calls"/>: every expected value is a list of one element, which may be the value itself (APPS): the first
    /// right answer says which, for all calls.
    /// </summary>
    public bool WrappedOutputs { get; init; }

    /// <summary>Function with <see cref="Calls"/>: the collection writes every value as JSON text, whatever its type.</summary>
    public bool TextOutputs { get; init; }

    /// <summary>Number of cases.</summary>
    internal int Count => Kind == CodeTestKind.Stdio ? Cases!.Count : (Check is null ? 0 : 1) + (Pytest is null ? 0 : 1) + (Asserts?.Count ?? 0) + (Calls?.Count ?? 0);

    /// <summary>
    /// The longest that an honest verdict can take once it has a slot: the limits of all cases, a compile step, and the judging's own work.
    /// Whoever waits for a verdict waits at least so long.
    /// </summary>
    public TimeSpan Budget => TimeSpan.FromSeconds(150) + ((Kind == CodeTestKind.Stdio ? Count : 1) * (WallLimit + TimeSpan.FromSeconds(Checker is null ? 1 : 90)));

    /// <summary><see cref="Budget"/> of tests that are not read yet; 0 = they cannot be read.</summary>
    public static TimeSpan BudgetOf(string? tests)
    {
        try
        {
            return tests is null ? TimeSpan.Zero : Parse(JsonSerializer.Deserialize<JsonElement>(tests)).Budget;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return TimeSpan.Zero; // Whoever judges says what is wrong with them.
        }
    }

    /// <summary>Wall clock of each case (stdio) or of the submission (function): it catches those who sleep.</summary>
    internal TimeSpan WallLimit => TimeSpan.FromMilliseconds((3.0 * TimeLimitMs) + 1000);

    /// <summary>Reads the tests of a prompt.</summary>
    /// <exception cref="JsonException">Not such tests; the message says what is wrong.</exception>
    public static CodeTests Parse(JsonElement json)
    {
        var tests = Known(json) ?? json.Deserialize<CodeTests>(SnakeCaseJson.Options) ?? throw new JsonException("the tests are null");
        if (tests.Check is string check && !DefinesCheck().IsMatch(check))
        {
            tests = tests with { Check = null, Pytest = check };
        }

        if (tests.Kind == CodeTestKind.Stdio && tests.Cases is not { Count: > 0 })
        {
            throw new JsonException("the tests have no cases");
        }

        if (tests.Kind == CodeTestKind.Function && tests.Check is null && tests.Pytest is null && tests.Asserts is not { Count: > 0 } && tests.Calls is not { Count: > 0 })
        {
            throw new JsonException("the tests have neither check nor asserts nor calls nor pytest");
        }

        if (tests.Kind == CodeTestKind.Function && string.IsNullOrEmpty(tests.EntryPoint) && tests.Asserts is null && tests.Pytest is null)
        {
            throw new JsonException("the tests have no entry_point");
        }

        if (!tests.FreshSandbox)
        {
            throw new JsonException("fresh_sandbox: false is gone: every case has a sandbox of its own; leave the key out");
        }

        if (tests.TimeLimitMs is < 1 or > 600_000 || tests.MemoryLimitMb is < 16 or > 65_536)
        {
            throw new JsonException("time_limit_ms must be in [1, 600000] and memory_limit_mb in [16, 65536]");
        }

        return tests;
    }

    // The public data sets' own forms, as their importers keep them.
    private static CodeTests? Known(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return json.GetArrayLength() > 0 && json[0].ValueKind == JsonValueKind.Object ? Listed(json, null) : Mbpp([], Texts(json));
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("the tests are not an object");
        }

        var kind = json.TryGetProperty("kind", out var k) && k.ValueKind == JsonValueKind.String ? k.GetString()! : "";
        if (kind == "humaneval" || (kind.Length == 0 && json.TryGetProperty("test", out _)))
        {
            var test = Text(json, "test");
            return !DefinesCheck().IsMatch(test) ? new() { Kind = CodeTestKind.Function, Pytest = test }
                : HumanEval(json.TryGetProperty("prompt", out _) ? Text(json, "prompt") : "", Text(json, "entry_point"), test);
        }

        if (kind.Length == 0 && json.TryGetProperty("input_output", out var inner))
        {
            return inner.ValueKind == JsonValueKind.String ? Parse(JsonSerializer.Deserialize<JsonElement>(inner.GetString()!)) : Parse(inner);
        }

        if (kind == "mbpp")
        {
            return Mbpp(Texts(json, "imports"), Texts(json, "asserts"));
        }

        if (kind.Length == 0 && json.TryGetProperty("test_list", out _))
        {
            var imports = json.TryGetProperty("test_imports", out _) ? Texts(json, "test_imports") : [];
            return Mbpp(json.TryGetProperty("test_setup_code", out var setup) && setup.ValueKind == JsonValueKind.String ? [.. imports, setup.GetString()!] : imports, Texts(json, "test_list"));
        }

        if (kind.Length == 0 && json.TryGetProperty("inputs", out _))
        {
            return json.TryGetProperty("fn_name", out var name) && name.ValueKind == JsonValueKind.String
                ? Named(name.GetString()!, Items(json, "inputs"), Items(json, "outputs"))
                : Contest(Streams(json, "inputs"), Streams(json, "outputs"));
        }

        return null;
    }

    // LiveCodeBench and DeepCoder: a list of {input, output, testtype}; functions are named beside it or in each case.
    private static CodeTests Listed(JsonElement list, string? name)
    {
        JsonElement[] cases = [.. list.EnumerateArray()];
        string[] types = [.. cases.Select(c => c.TryGetProperty("testtype", out var t) || c.TryGetProperty("type", out t) ? t.GetString() ?? "" : "stdin").Distinct()];
        if (types.Length != 1)
        {
            throw new JsonException("the cases are of several kinds");
        }

        if (types[0] is "stdin" or "stdin_stdout")
        {
            return Contest([.. cases.Select(c => Text(c, "input"))], [.. cases.Select(c => Text(c, "output"))]);
        }

        name ??= cases.Select(c => c.TryGetProperty("fn_name", out var n) || (c.TryGetProperty("metadata", out var m) && m.ValueKind == JsonValueKind.Object && m.TryGetProperty("func_name", out n))
            ? n.GetString() : null).FirstOrDefault(n => n is not null);
        return name is null
            ? throw new JsonException($"cases of kind {types[0]} need a fn_name")
            : Named(name, [.. cases.Select(c => c.GetProperty("input"))], [.. cases.Select(c => c.GetProperty("output"))]);
    }

    // APPS and LeetCode collections: arguments as an array, or as text with one JSON value a line; the value as JSON, or as JSON text.
    private static CodeTests Named(string name, IReadOnlyList<JsonElement> inputs, IReadOnlyList<JsonElement> outputs)
    {
        if (inputs.Count != outputs.Count)
        {
            throw new JsonException($"{inputs.Count} inputs and {outputs.Count} outputs");
        }

        // Arguments as text have values as text; between arguments that are JSON a text is a text.
        JsonElement[] expected = [.. outputs.Select((o, i) => inputs[i].ValueKind == JsonValueKind.String ? Value(o) : o)];
        return new()
        {
            Kind = CodeTestKind.Function,
            EntryPoint = name,
            Calls = [.. inputs.Zip(expected, (input, output) => new FunctionCall { Args = Arguments(input), Expected = output })],
            TextOutputs = inputs.All(i => i.ValueKind != JsonValueKind.String) && expected.Length > 0 && expected.All(e => e.ValueKind == JsonValueKind.String && IsJson(e.GetString()!)),
            WrappedOutputs = expected.Length > 0 && expected.All(e => e.ValueKind == JsonValueKind.Array && e.GetArrayLength() == 1),
        };
    }

    private static JsonElement Arguments(JsonElement input) => input.ValueKind == JsonValueKind.String
        ? JsonSerializer.SerializeToElement(input.GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<JsonElement>(l)))
        : input.ValueKind == JsonValueKind.Array ? input : throw new JsonException("an input is neither an array nor a text");

    private static JsonElement Value(JsonElement output) =>
        output.ValueKind == JsonValueKind.String ? JsonSerializer.Deserialize<JsonElement>(output.GetString()!) : output;

    private static bool IsJson(string text)
    {
        try
        {
            using var read = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // TACO keeps some streams as lists of lines.
    private static string[] Streams(JsonElement json, string name) => [.. Items(json, name).Select(e => e.ValueKind switch
    {
        JsonValueKind.String => e.GetString()!,
        JsonValueKind.Array => string.Join('\n', Texts(e)) + "\n",
        _ => throw new JsonException($"{name} holds something that is neither a text nor a list of lines"),
    })];

    private static JsonElement[] Items(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw new JsonException($"the tests have no list {name}");

    /// <summary>A HumanEval task: its test defines check(candidate); its prompt holds what helpers the test needs.</summary>
    public static CodeTests HumanEval(string prompt, string entryPoint, string test) =>
        new() { Kind = CodeTestKind.Function, EntryPoint = entryPoint, PromptCode = prompt, Setup = prompt, Check = test };

    /// <summary>An MBPP task: assert statements, and the imports that they need.</summary>
    public static CodeTests Mbpp(IReadOnlyList<string> imports, IReadOnlyList<string> asserts) =>
        new() { Kind = CodeTestKind.Function, Setup = string.Join('\n', imports), Asserts = asserts };

    /// <summary>A contest problem: inputs and outputs side by side. Outputs with decimal fractions are compared as numbers.</summary>
    public static CodeTests Contest(IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
    {
        if (inputs.Count != outputs.Count)
        {
            throw new JsonException($"{inputs.Count} inputs and {outputs.Count} outputs");
        }

        var fractions = outputs.Any(o => o.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Any(w => w.Contains('.') && double.TryParse(w, System.Globalization.CultureInfo.InvariantCulture, out _)));
        return new()
        {
            Kind = CodeTestKind.Stdio,
            Compare = fractions ? OutputComparison.Numeric : OutputComparison.Tokens,
            Cases = [.. inputs.Zip(outputs, (i, o) => new StdioCase { Input = i, Output = o })],
        };
    }

    // However it comes by the name: a definition, an assignment, an import.
    [GeneratedRegex(@"^\s*(?:(?:async\s+)?def\s+check\b|check\s*=|from\s.*\bcheck\b)", RegexOptions.Multiline, 5000)]
    private static partial Regex DefinesCheck();

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new JsonException($"the tests have no {name}");

    private static string[] Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? Texts(value) : throw new JsonException($"the tests have no list of texts {name}");

    private static string[] Texts(JsonElement list) => list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
        ? [.. list.EnumerateArray().Select(e => e.GetString()!)]
        : throw new JsonException("a list of tests holds something else than texts");

    /// <summary>The JSON form.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, SnakeCaseJson.Options);
}
