using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>What stands behind <c>|</c>.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Func<object?, Arguments, object?>> Known = new(StringComparer.Ordinal)
    {
        ["tojson"] = ToJson,
        ["trim"] = static (value, a) => Strings.Trim(Said(value, a), a.Optional("chars", null) as string),
        ["upper"] = static (value, a) => Said(value, a).ToUpperInvariant(),
        ["lower"] = static (value, a) => Said(value, a).ToLowerInvariant(),
        ["capitalize"] = static (value, a) => Methods.Capitalized(Said(value, a)),
        ["title"] = static (value, a) => Title(Said(value, a)),
        ["string"] = static (value, a) => Said(value, a),
        ["safe"] = static (value, _) => value,
        ["escape"] = static (value, a) => Escape(Said(value, a)),
        ["replace"] = static (value, a) => Methods.Replace(Said(value, a), Said(a.Required("old"), a), Said(a.Required("new"), a), a.Optional("count", null) is { } count ? Values.Whole(count) ?? -1 : -1, a.Budget),
        ["indent"] = Indent,
        ["format"] = static (value, a) => Arithmetic.Format(Said(value, a), a.Rest(), a.Budget),
        ["wordcount"] = static (value, a) => (long)Strings.Words(Said(value, a), -1).Count,
        ["length"] = static (value, _) => Values.Length(value),
        ["default"] = static (value, a) =>
        {
            var (fallback, falsy) = (a.Optional("default_value", ""), Values.Truth(a.Optional("boolean", false)));
            return value is Undefined || (falsy && !Values.Truth(value)) ? fallback : value;
        },
        ["int"] = static (value, a) => Numbers.Whole(value, a),
        ["float"] = static (value, a) => Numbers.Real(value, a),
        ["abs"] = static (value, a) => value is double number ? Math.Abs(number) : Values.Whole(value) is { } whole ? Arithmetic.Apply(whole < 0 ? "-" : "+", 0L, whole, a.Budget) : throw new TemplateException($"abs needs a number, not {Values.Name(value)}"),
        ["round"] = static (value, a) => Numbers.Round(value, a),
        ["list"] = static (value, _) => Values.Iterate(value).ToList(),
        ["first"] = static (value, _) => Values.Iterate(value) is [var first, ..] ? first : new Undefined("the first item of nothing"),
        ["last"] = static (value, _) => Values.Iterate(value) is [.., var last] ? last : new Undefined("the last item of nothing"),
        ["items"] = static (value, _) => value switch
        {
            Undefined => new List<object?>(),
            OrderedDictionary<string, object?> dict => dict.Select(static pair => (object?)new[] { pair.Key, pair.Value }).ToList(),
            _ => throw new TemplateException($"items needs a dict, not {Values.Name(value)}"),
        },
        ["reverse"] = static (value, _) =>
        {
            var items = Values.Iterate(value).ToList();
            items.Reverse();
            return value is string ? string.Concat(items) : items;
        },
        ["join"] = static (value, a) => Sequences.Join(value, a),
        ["map"] = Sequences.Map,
        ["select"] = static (value, a) => Sequences.Select(value, a, keep: true, byAttribute: false),
        ["reject"] = static (value, a) => Sequences.Select(value, a, keep: false, byAttribute: false),
        ["selectattr"] = static (value, a) => Sequences.Select(value, a, keep: true, byAttribute: true),
        ["rejectattr"] = static (value, a) => Sequences.Select(value, a, keep: false, byAttribute: true),
        ["sort"] = static (value, a) => Sequences.Sort(value, a),
        ["unique"] = static (value, a) => Sequences.Unique(value, a),
        ["dictsort"] = static (value, a) => Sequences.DictSort(value, a),
        ["sum"] = static (value, a) => Sequences.Sum(value, a),
        ["min"] = static (value, a) => Sequences.Extreme(value, a, -1),
        ["max"] = static (value, a) => Sequences.Extreme(value, a, 1),
    };

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal) { ["d"] = "default", ["count"] = "length", ["e"] = "escape" };

    /// <summary>Whether there is such a filter.</summary>
    public static bool Exists(string name) => Known.ContainsKey(Aliases.GetValueOrDefault(name, name));

    /// <summary>The value behind the filter.</summary>
    public static object? Apply(string name, object? value, Arguments arguments)
    {
        var filter = Known.GetValueOrDefault(Aliases.GetValueOrDefault(name, name)) ?? throw new TemplateException($"the filter '{name}' is not supported");
        arguments.Budget.Spend(value switch { string text => 1 + text.Length, null or Undefined => 1, _ => 1 + (Values.Items(value)?.Count ?? 0) });
        var result = filter(value, arguments);
        arguments.End();
        return result;
    }

    private static string Said(object? value, Arguments arguments) => Values.Text(value, arguments.Budget);

    private static string ToJson(object? value, Arguments a)
    {
        var ascii = Values.Truth(a.Optional("ensure_ascii", false));
        var indent = a.Optional("indent", null) switch
        {
            null => null,
            string text => text,
            var width when Values.Whole(width) is { } count and <= 100 => new string(' ', (int)Math.Max(count, 0)),
            _ => throw new TemplateException("tojson: 'indent' must be a whole number of at most 100, or a string"),
        };
        var separators = Values.Items(a.Optional("separators", null)) ?? [indent is null ? ", " : ",", ": "];
        var sort = Values.Truth(a.Optional("sort_keys", false));
        return separators is [string item, string key]
            ? new JsonWriter(indent, item, key, sort, ascii, a.Budget).Write(value)
            : throw new TemplateException("tojson: 'separators' must be two strings");
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);

    private static string Title(string text)
    {
        // Words begin behind blanks, hyphens and opening brackets; the rest of each is lower case.
        var title = new StringBuilder(text.Length);
        var start = true;
        foreach (var c in text)
        {
            title.Append(start ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c));
            start = Strings.IsSpace(c) || c is '-' or '(' or '{' or '[' or '<';
        }

        return title.ToString();
    }

    private static string Indent(object? value, Arguments a)
    {
        var indent = a.Optional("width", 4L) switch
        {
            string text => text,
            var width when Values.Whole(width) is { } count and >= 0 and <= 1000 => new string(' ', (int)count),
            _ => throw new TemplateException("indent: 'width' must be a whole number of at most 1000, or a string"),
        };
        var (first, blank) = (Values.Truth(a.Optional("first", false)), Values.Truth(a.Optional("blank", false)));
        var lines = Strings.Lines(Said(value, a) + "\n");
        a.Budget.Spend((long)lines.Count * indent.Length);
        var indented = lines.Select((line, i) => i > 0 && (blank || ((string)line!).Length > 0) ? indent + line : (string)line!);
        return (first ? indent : "") + string.Join('\n', indented);
    }
}
