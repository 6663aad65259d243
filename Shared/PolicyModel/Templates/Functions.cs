using System.Text.Json;

namespace Guide.PolicyModel.Templates;

/// <summary>The functions that every template may call, and its variables' values.</summary>
internal static class Functions
{
    private const int LongestRange = 100_000;

    /// <summary>Defines the functions.</summary>
    public static void Define(Frame frame, DateTime date)
    {
        Add("range", Range);
        Add("namespace", static a =>
        {
            var made = new TemplateNamespace();
            foreach (var (name, value) in Pairs(a))
            {
                made.Attributes[name] = value;
            }

            return made;
        });
        Add("dict", static a => a.Budget.Weighed(new OrderedDictionary<string, object?>(Pairs(a))));
        Add("raise_exception", static a => throw new TemplateException($"the template refuses its input: {a.Text("message").ReplaceLineEndings(" ")}"));
        Add("strftime_now", a => DateText.Format(date, a.Text("format")));

        void Add(string name, Func<Arguments, object?> function) => frame.Set(name, new TemplateCallable(name, arguments =>
        {
            var value = function(arguments);
            arguments.End();
            return value;
        }));
    }

    /// <summary>A JSON value as a template sees it.</summary>
    public static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Object => new OrderedDictionary<string, object?>(json.EnumerateObject().Select(static p => KeyValuePair.Create(p.Name, Value(p.Value)))),
        _ => null,
    };

    private static IEnumerable<KeyValuePair<string, object?>> Pairs(Arguments a)
    {
        var start = a.Left > 0
            ? a.Required("mapping") as OrderedDictionary<string, object?> ?? throw new TemplateException($"{a.Callee} needs a dict")
            : [];
        var pairs = new OrderedDictionary<string, object?>(start);
        foreach (var (name, value) in a.RestNamed())
        {
            pairs[name] = value;
        }

        return pairs;
    }

    private static object Range(Arguments a)
    {
        var first = a.Integer("start");
        var (start, stop) = a.Left > 0 ? (first, a.Integer("stop")) : (0L, first);
        var step = a.Integer("step", 1);
        if (step == 0)
        {
            throw new TemplateException("the step of a range cannot be 0");
        }

        var items = new List<object?>();
        for (var at = start; step > 0 ? at < stop : at > stop; at = checked(at + step))
        {
            items.Add(items.Count < LongestRange ? at : throw new TemplateException($"a range may hold {LongestRange} numbers"));
        }

        a.Budget.Spend(items.Count);
        return items;
    }
}
