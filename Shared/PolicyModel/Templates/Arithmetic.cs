using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>Python's operators on numbers, strings and lists.</summary>
internal static class Arithmetic
{
    /// <summary>a op b.</summary>
    public static object? Apply(string name, object? a, object? b, TemplateBudget budget)
    {
        if (name == "~")
        {
            var (left, right) = (Values.Text(a, budget), Values.Text(b, budget));
            return budget.Paid(left, left.Length + right.Length) + right;
        }

        if (a is Undefined missing || (missing = (b as Undefined)!) is not null)
        {
            throw missing.Used();
        }

        return (name, a, b) switch
        {
            ("+", string x, string y) => budget.Paid(x, x.Length + y.Length) + y,
            ("+", List<object?> x, List<object?> y) => budget.Weighed(x.Concat(y).ToList()),
            ("+", object?[] x, object?[] y) => budget.Weighed(x.Concat(y).ToArray()),
            ("*", string x, _) when Values.Whole(b) is { } times => Repeated(x, times, budget),
            ("*", _, string x) when Values.Whole(a) is { } times => Repeated(x, times, budget),
            ("*", List<object?> x, _) when Values.Whole(b) is { } times => RepeatedList(x, times, budget),
            ("%", string format, _) => Format(format, b is object?[] tuple ? tuple : [b], budget),
            _ when Values.IsNumber(a) && Values.IsNumber(b) => Numbers(name, a, b),
            _ => throw new TemplateException($"'{name}' does not join {Values.Name(a)} and {Values.Name(b)}"),
        };
    }

    /// <summary>Python's <c>format % values</c> with %s, %r, %d, %i, %f and %%.</summary>
    public static string Format(string format, IReadOnlyList<object?> values, TemplateBudget budget)
    {
        budget.Spend(format.Length);
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            var directive = ++i < format.Length ? format[i] : throw new TemplateException("the format ends in '%'");
            if (directive == '%')
            {
                text.Append('%');
                continue;
            }

            var value = next < values.Count ? values[next++] : throw new TemplateException("not enough values for the format");
            text.Append(directive switch
            {
                's' => Values.Text(value, budget),
                'r' => Values.Literal(value, budget),
                'd' or 'i' => Values.Literal((long)Math.Truncate(Values.Number(value)), budget),
                'f' => Values.Number(value).ToString("F6", System.Globalization.CultureInfo.InvariantCulture),
                _ => throw new TemplateException($"the format '%{directive}' is not supported"),
            });
        }

        return next == values.Count ? text.ToString() : throw new TemplateException("too many values for the format");
    }

    private static string Repeated(string text, long times, TemplateBudget budget)
    {
        times = Math.Max(times, 0);
        budget.Spend(Product(times, text.Length));
        return new StringBuilder().Insert(0, text, text.Length == 0 ? 0 : (int)times).ToString();
    }

    private static object RepeatedList(List<object?> list, long times, TemplateBudget budget)
    {
        times = list.Count == 0 ? 0 : Math.Max(times, 0);
        budget.Spend(Product(times, list.Count));
        return budget.Weighed(Enumerable.Repeat(list, (int)times).SelectMany(static item => item).ToList());
    }

    private static object Numbers(string name, object? a, object? b)
    {
        if (name != "/" && Values.Whole(a) is { } m && Values.Whole(b) is { } n)
        {
            try
            {
                return Whole(name, m, n);
            }
            catch (OverflowException)
            {
                throw new TemplateException($"the result of '{name}' has more than 64 bits");
            }
        }

        var (x, y) = (Values.Number(a), Values.Number(b));
        if (y == 0 && name is "/" or "//" or "%")
        {
            throw new TemplateException("division by zero");
        }

        return name switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Math.Floor(x / y),
            "%" => x - (y * Math.Floor(x / y)),
            _ => Math.Pow(x, y),
        };
    }

    private static object Whole(string name, long m, long n)
    {
        if (n == 0 && name is "//" or "%")
        {
            throw new TemplateException("division by zero");
        }

        checked
        {
            return name switch
            {
                "+" => m + n,
                "-" => m - n,
                "*" => m * n,
                "//" => m / n - (m % n != 0 && (m < 0) != (n < 0) ? 1 : 0),
                "%" => n == -1 ? 0L : ((m % n) + n) % n,
                _ when n < 0 => (object)Math.Pow(m, n),
                _ => Power(m, n),
            };
        }
    }

    private static long Power(long value, long exponent)
    {
        var result = 1L;
        for (; exponent > 0 && (value is not (0 or 1 or -1) || exponent < 2); exponent--)
        {
            result = checked(result * value);
        }

        return exponent > 0 ? (value == -1 && exponent % 2 == 0 ? 1 : value) : result;
    }

    private static long Product(long a, long b) => a == 0 || b == 0 ? 0 : a > long.MaxValue / b ? long.MaxValue : a * b;
}
