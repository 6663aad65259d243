namespace Guide.PolicyModel.Templates;

/// <summary>What stands behind <c>is</c>.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, Func<object?, Arguments, bool>> Known = new(StringComparer.Ordinal)
    {
        ["defined"] = static (value, _) => value is not Undefined,
        ["undefined"] = static (value, _) => value is Undefined,
        ["none"] = static (value, _) => value is null,
        ["boolean"] = static (value, _) => value is bool,
        ["true"] = static (value, _) => value is true,
        ["false"] = static (value, _) => value is false,
        ["string"] = static (value, _) => value is string,
        ["number"] = static (value, _) => Values.IsNumber(value),
        ["integer"] = static (value, _) => value is long,
        ["float"] = static (value, _) => value is double,
        ["mapping"] = static (value, _) => value is OrderedDictionary<string, object?>,
        ["sequence"] = static (value, _) => value is string or List<object?> or object?[] or OrderedDictionary<string, object?> or Undefined,
        ["iterable"] = static (value, _) => value is Generator or string or List<object?> or object?[] or OrderedDictionary<string, object?> or Undefined,
        ["callable"] = static (value, _) => value is TemplateCallable,
        ["odd"] = static (value, a) => Remainder(value, 2, a) == 1,
        ["even"] = static (value, a) => Remainder(value, 2, a) == 0,
        ["divisibleby"] = static (value, a) => Remainder(value, a.Integer("num"), a) == 0,
        ["in"] = static (value, a) => Values.Contains(a.Required("seq"), value, a.Budget),
        ["sameas"] = static (value, a) => a.Required("other") is var other && (ReferenceEquals(value, other) || (value is null or bool or long or string && value?.GetType() == other?.GetType() && Values.Same(value, other, a.Budget))),
        ["lower"] = static (value, a) => Values.Text(value, a.Budget) is var text && text.Any(char.IsLower) && !text.Any(char.IsUpper),
        ["upper"] = static (value, a) => Values.Text(value, a.Budget) is var text && text.Any(char.IsUpper) && !text.Any(char.IsLower),
        ["eq"] = static (value, a) => Values.Same(value, a.Required("other"), a.Budget),
        ["ne"] = static (value, a) => !Values.Same(value, a.Required("other"), a.Budget),
        ["lt"] = static (value, a) => Values.Compare(value, a.Required("other"), a.Budget) < 0,
        ["le"] = static (value, a) => Values.Compare(value, a.Required("other"), a.Budget) <= 0,
        ["gt"] = static (value, a) => Values.Compare(value, a.Required("other"), a.Budget) > 0,
        ["ge"] = static (value, a) => Values.Compare(value, a.Required("other"), a.Budget) >= 0,
        ["filter"] = static (value, _) => value is string name && Filters.Exists(name),
        ["test"] = static (value, _) => value is string name && Exists(name),
    };

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["equalto"] = "eq",
        ["=="] = "eq",
        ["!="] = "ne",
        ["lessthan"] = "lt",
        ["<"] = "lt",
        ["<="] = "le",
        ["greaterthan"] = "gt",
        [">"] = "gt",
        [">="] = "ge",
    };

    /// <summary>Whether there is such a test.</summary>
    public static bool Exists(string name) => Known.ContainsKey(Aliases.GetValueOrDefault(name, name));

    /// <summary>Whether the value passes it.</summary>
    public static bool Holds(string name, object? value, Arguments arguments)
    {
        var test = Known.GetValueOrDefault(Aliases.GetValueOrDefault(name, name)) ?? throw new TemplateException($"the test '{name}' is not supported");
        arguments.Budget.Spend(1);
        var holds = test(value, arguments);
        arguments.End();
        return holds;
    }

    private static long Remainder(object? value, long by, Arguments arguments)
    {
        if (by == 0 || Values.Whole(value) is not { } number)
        {
            throw value is Undefined missing ? missing.Used() : new TemplateException($"{arguments.Callee} needs whole numbers");
        }

        return by == -1 ? 0 : Math.Abs(number % by);
    }
}
