using System.Globalization;
using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>The methods of strings, dicts and lists that change nothing. Those that change their object are refused, as they are where chat templates are rendered elsewhere.</summary>
internal static class Methods
{
    private static readonly Dictionary<string, Func<string, Arguments, object?>> OfStrings = new(StringComparer.Ordinal)
    {
        ["strip"] = static (text, a) => Strings.Trim(text, Characters(a)),
        ["lstrip"] = static (text, a) => Strings.TrimStart(text, Characters(a)),
        ["rstrip"] = static (text, a) => Strings.TrimEnd(text, Characters(a)),
        ["upper"] = static (text, _) => text.ToUpperInvariant(),
        ["lower"] = static (text, _) => text.ToLowerInvariant(),
        ["capitalize"] = static (text, _) => Capitalized(text),
        ["title"] = static (text, _) => Title(text),
        ["startswith"] = static (text, a) => Prefixes(a).Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal)),
        ["endswith"] = static (text, a) => Prefixes(a).Any(suffix => text.EndsWith(suffix, StringComparison.Ordinal)),
        ["removeprefix"] = static (text, a) => a.Text("prefix") is var prefix && text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text,
        ["removesuffix"] = static (text, a) => a.Text("suffix") is { Length: > 0 } suffix && text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : text,
        ["replace"] = static (text, a) => Replace(text, a.Text("old"), a.Text("new"), a.Integer("count", -1), a.Budget),
        ["split"] = static (text, a) => Split(text, a, fromEnd: false),
        ["rsplit"] = static (text, a) => Split(text, a, fromEnd: true),
        ["splitlines"] = static (text, _) => Strings.Lines(text),
        ["join"] = static (text, a) => Join(text, a.Required("iterable"), a.Budget),
        ["find"] = static (text, a) => Find(text, a.Text("sub"), last: false),
        ["rfind"] = static (text, a) => Find(text, a.Text("sub"), last: true),
        ["index"] = static (text, a) => Find(text, a.Text("sub"), last: false) is >= 0 and var at ? at : throw new TemplateException("index: the text is not there"),
        ["count"] = static (text, a) => Count(text, a.Text("sub")),
        ["isdigit"] = static (text, _) => text.Length > 0 && text.All(char.IsDigit),
        ["isalpha"] = static (text, _) => text.Length > 0 && text.All(char.IsLetter),
        ["isalnum"] = static (text, _) => text.Length > 0 && text.All(char.IsLetterOrDigit),
        ["isspace"] = static (text, _) => text.Length > 0 && text.All(Strings.IsSpace),
        ["isupper"] = static (text, _) => text.Any(char.IsUpper) && !text.Any(char.IsLower),
        ["islower"] = static (text, _) => text.Any(char.IsLower) && !text.Any(char.IsUpper),
    };

    private static readonly Dictionary<string, Func<OrderedDictionary<string, object?>, Arguments, object?>> OfDicts = new(StringComparer.Ordinal)
    {
        ["items"] = static (dict, _) => dict.Select(static pair => (object?)new[] { pair.Key, pair.Value }).ToList(),
        ["keys"] = static (dict, _) => dict.Keys.Cast<object?>().ToList(),
        ["values"] = static (dict, _) => dict.Values.ToList(),
        ["copy"] = static (dict, _) => new OrderedDictionary<string, object?>(dict),
        ["get"] = static (dict, a) =>
        {
            var (key, fallback) = (a.Required("key"), a.Optional("default", null));
            return key is string name && dict.TryGetValue(name, out var value) ? value : fallback;
        },
    };

    private static readonly Dictionary<string, Func<List<object?>, Arguments, object?>> OfLists = new(StringComparer.Ordinal)
    {
        ["index"] = static (list, a) => a.Required("value") is var value && list.FindIndex(item => Values.Same(item, value, a.Budget)) is >= 0 and var at ? (long)at : throw new TemplateException("index: the item is not there"),
        ["count"] = static (list, a) => a.Required("value") is var value ? list.LongCount(item => Values.Same(item, value, a.Budget)) : 0L,
        ["copy"] = static (list, _) => list.ToList(),
    };

    // Methods that Python's types have and templates cannot use here: a dict's key of that name is not what Jinja would find.
    private static readonly HashSet<string> Refused =
        ["append", "extend", "insert", "remove", "reverse", "sort", "clear", "pop", "popitem", "setdefault", "update", "fromkeys"];

    /// <summary>A method bound to its object; null = there is none of that name.</summary>
    public static TemplateCallable? Find(object? value, string name) => value switch
    {
        string text when OfStrings.TryGetValue(name, out var method) => Bound(name, text, method),
        OrderedDictionary<string, object?> dict when OfDicts.TryGetValue(name, out var method) => Bound(name, dict, method),
        OrderedDictionary<string, object?> when Refused.Contains(name) && name is not ("append" or "extend" or "insert" or "remove" or "reverse" or "sort") => Refusal(name),
        List<object?> list when OfLists.TryGetValue(name, out var method) => Bound(name, list, method),
        List<object?> when Refused.Contains(name) && name is not ("popitem" or "setdefault" or "update" or "fromkeys") => Refusal(name),
        object?[] tuple when name is "index" or "count" => Bound(name, tuple.ToList(), OfLists[name]),
        _ => null,
    };

    /// <summary>str.replace.</summary>
    public static string Replace(string text, string old, string replacement, long most, TemplateBudget budget)
    {
        var result = new StringBuilder();
        var at = 0;
        for (var done = 0L; done != most; done++)
        {
            var next = old.Length > 0 ? text.IndexOf(old, at, StringComparison.Ordinal) : at <= text.Length ? at : -1;
            if (next < 0)
            {
                break;
            }

            budget.Spend(1 + replacement.Length + next - at);
            result.Append(text, at, next - at).Append(replacement);
            at = next + old.Length;
            if (old.Length == 0)
            {
                // Between all code points, as Python does.
                var step = at < text.Length ? char.IsSurrogatePair(text, at) ? 2 : 1 : 0;
                result.Append(text, at, step);
                at += Math.Max(step, 1);
            }
        }

        return at < text.Length ? result.Append(text, at, text.Length - at).ToString() : result.ToString();
    }

    /// <summary>The items' texts with a text between them.</summary>
    public static string Join(string between, object? iterable, TemplateBudget budget)
    {
        var items = Values.Iterate(iterable);
        if (items.Find(static item => item is not string) is { } other)
        {
            throw new TemplateException($"join: {Values.Name(other)} is not a string");
        }

        budget.Spend(items.Sum(item => ((string)item!).Length + (long)between.Length));
        return string.Join(between, items);
    }

    /// <summary>str.capitalize.</summary>
    public static string Capitalized(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    private static TemplateCallable Bound<T>(string name, T self, Func<T, Arguments, object?> method) => new(name, arguments =>
    {
        arguments.Budget.Spend(self is string text ? 1 + text.Length : 1 + Values.Length(self));
        var result = method(self, arguments);
        arguments.End();
        return result;
    });

    private static TemplateCallable Refusal(string name) => new(name, _ => throw new TemplateException($"'{name}' changes its object, which templates may not"));

    private static string? Characters(Arguments arguments) => arguments.Optional("chars", null) switch
    {
        null => null,
        string text => text,
        var other => throw new TemplateException($"{arguments.Callee}: 'chars' must be a string, not {Values.Name(other)}"),
    };

    private static IEnumerable<string> Prefixes(Arguments arguments) => arguments.Required("prefix") switch
    {
        string text => [text],
        object?[] tuple when Array.TrueForAll(tuple, static item => item is string) => tuple.Cast<string>(),
        var other => throw new TemplateException($"{arguments.Callee} needs a string or a tuple of strings, not {Values.Name(other)}"),
    };

    private static List<object?> Split(string text, Arguments arguments, bool fromEnd)
    {
        var separator = arguments.Optional("sep", null);
        var most = arguments.Integer("maxsplit", -1);
        if (separator is null)
        {
            return fromEnd && most >= 0 ? throw new TemplateException("rsplit by white space with a limit is not supported") : Strings.Words(text, most);
        }

        if (separator is not string { Length: > 0 } mark)
        {
            throw new TemplateException($"{arguments.Callee}: the separator must be a string that is not empty");
        }

        var parts = text.Split(mark);
        var joined = most < 0 ? 0 : Math.Max(0, parts.Length - 1 - (int)Math.Min(most, int.MaxValue - 1));
        return joined == 0 ? [.. parts]
            : fromEnd ? [string.Join(mark, parts[..(joined + 1)]), .. parts[(joined + 1)..]]
            : [.. parts[..^(joined + 1)], string.Join(mark, parts[^(joined + 1)..])];
    }

    private static long Find(string text, string part, bool last)
    {
        var at = last ? text.LastIndexOf(part, StringComparison.Ordinal) : text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? -1 : Strings.Length(text[..at]);
    }

    private static long Count(string text, string part)
    {
        var count = 0L;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0 && part.Length > 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return part.Length == 0 ? Strings.Length(text) + 1 : count;
    }

    private static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var c in text)
        {
            title.Append(inWord ? char.ToLower(c, CultureInfo.InvariantCulture) : char.ToUpper(c, CultureInfo.InvariantCulture));
            inWord = char.IsLetter(c);
        }

        return title.ToString();
    }
}
