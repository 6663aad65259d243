using System.Globalization;

namespace Guide.PolicyModel.Templates;

/// <summary>
/// Python's values as templates see them: null (None), bool, long, double, string, <see cref="List{T}"/> (list), object?[] (tuple),
/// <see cref="OrderedDictionary{TKey, TValue}"/> with string keys (dict), namespaces, callables and <see cref="Undefined"/>.
/// </summary>
internal static class Values
{
    /// <summary>bool(x).</summary>
    public static bool Truth(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        object?[] tuple => tuple.Length > 0,
        OrderedDictionary<string, object?> dict => dict.Count > 0,
        _ => true,
    };

    /// <summary>a == b.</summary>
    public static bool Same(object? a, object? b, TemplateBudget budget)
    {
        budget.Spend(a is string text ? 1 + (text.Length / 16) : 1);
        return (a, b) switch
        {
            (null, null) or (Undefined, Undefined) => true,
            (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
            (List<object?> x, List<object?> y) => x.Count == y.Count && x.Zip(y).All(pair => Same(pair.First, pair.Second, budget)),
            (object?[] x, object?[] y) => x.Length == y.Length && x.Zip(y).All(pair => Same(pair.First, pair.Second, budget)),
            (OrderedDictionary<string, object?> x, OrderedDictionary<string, object?> y) =>
                x.Count == y.Count && x.All(pair => y.TryGetValue(pair.Key, out var other) && Same(pair.Value, other, budget)),
            _ when IsNumber(a) && IsNumber(b) => Whole(a) is { } m && Whole(b) is { } n ? m == n : Number(a) == Number(b),
            _ => ReferenceEquals(a, b),
        };
    }

    /// <summary>Order of two numbers, strings or lists.</summary>
    public static int Compare(object? a, object? b, TemplateBudget budget)
    {
        budget.Spend(a is string text ? 1 + (text.Length / 16) : 1);
        if (IsNumber(a) && IsNumber(b))
        {
            return Whole(a) is { } m && Whole(b) is { } n ? m.CompareTo(n) : Number(a).CompareTo(Number(b));
        }

        if (a is string x && b is string y)
        {
            return CompareText(x, y);
        }

        if (Items(a) is { } left && Items(b) is { } right && a?.GetType() == b?.GetType())
        {
            var first = left.Zip(right).FirstOrDefault(pair => !Same(pair.First, pair.Second, budget), (null, null));
            return first == (null, null) ? left.Count.CompareTo(right.Count) : Compare(first.Item1, first.Item2, budget);
        }

        throw a is Undefined missing ? missing.Used() : b is Undefined absent ? absent.Used() : new TemplateException($"{Name(a)} and {Name(b)} have no order");
    }

    /// <summary>item in container.</summary>
    public static bool Contains(object? container, object? item, TemplateBudget budget) => container switch
    {
        string text => item is string part ? budget.Paid(text, text.Length / 16).Contains(part, StringComparison.Ordinal) : throw new TemplateException($"'in' of a string needs a string, not {Name(item)}"),
        OrderedDictionary<string, object?> dict => item is string key && dict.ContainsKey(key),
        Undefined => false,
        Generator generator => generator.Take().Exists(other => Same(other, item, budget)),
        _ when Items(container) is { } items => items.Exists(other => Same(other, item, budget)),
        _ => throw new TemplateException($"{Name(container)} holds nothing that 'in' could find"),
    };

    /// <summary>What a loop over the value gives.</summary>
    public static List<object?> Iterate(object? value) => value switch
    {
        string text => Strings.Characters(text),
        OrderedDictionary<string, object?> dict => [.. dict.Keys],
        Undefined => [],
        Generator generator => generator.Take(),
        _ => Items(value) ?? throw new TemplateException($"{Name(value)} cannot be iterated"),
    };

    /// <summary>len(x).</summary>
    public static long Length(object? value) => value switch
    {
        string text => Strings.Length(text),
        List<object?> list => list.Count,
        object?[] tuple => tuple.Length,
        OrderedDictionary<string, object?> dict => dict.Count,
        Undefined => 0,
        _ => throw new TemplateException($"{Name(value)} has no length"),
    };

    /// <summary>str(x): what is printed.</summary>
    public static string Text(object? value, TemplateBudget budget) => value switch
    {
        string text => text,
        Undefined => "",
        _ => Literal(value, budget),
    };

    /// <summary>repr(x).</summary>
    public static string Literal(object? value, TemplateBudget budget)
    {
        budget.Spend(value is string said ? 1 + said.Length : 1);
        string List(IEnumerable<object?> items) => string.Join(", ", items.Select(item => Literal(item, budget)));
        return value switch
        {
            null => "None",
            true => "True",
            false => "False",
            long number => number.ToString(CultureInfo.InvariantCulture),
            double number => Decimal(number),
            string text => Strings.Literal(text),
            Undefined => "Undefined",
            List<object?> list => $"[{List(list)}]",
            object?[] { Length: 1 } tuple => $"({List(tuple)},)",
            object?[] tuple => $"({List(tuple)})",
            OrderedDictionary<string, object?> dict => "{" + string.Join(", ", dict.Select(pair => $"{Strings.Literal(pair.Key)}: {Literal(pair.Value, budget)}")) + "}",
            _ => throw new TemplateException($"{Name(value)} cannot be printed"),
        };
    }

    /// <summary>repr of a float.</summary>
    public static string Decimal(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        }

        var digits = number.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(digits[(digits.IndexOf('E') + 1)..], CultureInfo.InvariantCulture);
        if (number != 0 && exponent is < -4 or >= 16)
        {
            var mark = shortest.IndexOf('E');
            var mantissa = mark >= 0 ? shortest[..mark] : Mantissa(shortest);
            return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (shortest.Contains('E'))
        {
            shortest = number.ToString("F20", CultureInfo.InvariantCulture).TrimEnd('0');
        }

        return shortest.Contains('.') ? shortest.EndsWith('.') ? shortest + "0" : shortest : shortest + ".0";
    }

    /// <summary>Whether it is a number (bool is one).</summary>
    public static bool IsNumber(object? value) => value is long or double or bool;

    /// <summary>A whole number's value; null for everything else.</summary>
    public static long? Whole(object? value) => value switch { long number => number, bool flag => flag ? 1 : 0, _ => null };

    /// <summary>A number's value.</summary>
    public static double Number(object? value) => value switch
    {
        double number => number,
        Undefined missing => throw missing.Used(),
        _ => Whole(value) ?? throw new TemplateException($"{Name(value)} is not a number"),
    };

    /// <summary>The items of a list or tuple; null for everything else.</summary>
    public static List<object?>? Items(object? value) => value switch { List<object?> list => list, object?[] tuple => [.. tuple], _ => null };

    /// <summary>Its type, for messages.</summary>
    public static string Name(object? value) => value switch
    {
        null => "None",
        bool => "a boolean",
        long or double => "a number",
        string => "a string",
        List<object?> => "a list",
        object?[] => "a tuple",
        OrderedDictionary<string, object?> => "a dict",
        Undefined => "an undefined value",
        TemplateNamespace => "a namespace",
        TemplateCallable callable => callable.Name,
        _ => "a value",
    };

    // By code points, as Python orders strings: UTF-16 units order surrogates before U+E000.
    private static int CompareText(string a, string b)
    {
        var left = a.EnumerateRunes();
        var right = b.EnumerateRunes();
        while (true)
        {
            var (more, others) = (left.MoveNext(), right.MoveNext());
            if (!more || !others)
            {
                return more.CompareTo(others);
            }

            if (left.Current != right.Current)
            {
                return left.Current.CompareTo(right.Current);
            }
        }
    }

    private static string Mantissa(string shortest)
    {
        var sign = shortest.StartsWith('-') ? "-" : "";
        var digits = shortest.Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal).Trim('0');
        return sign + (digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits);
    }
}
