using System.Globalization;

namespace Guide.PolicyModel.Templates;

/// <summary>The filters that make numbers.</summary>
internal static class Numbers
{
    /// <summary>int: of a number or of its text; else the default.</summary>
    public static object? Whole(object? value, Arguments arguments)
    {
        var fallback = arguments.Optional("default", 0L);
        if (arguments.Integer("base", 10) != 10)
        {
            throw new TemplateException("int: only base 10 is supported");
        }

        return value switch
        {
            double number when double.IsFinite(number) && Math.Abs(number) < long.MaxValue => (long)Math.Truncate(number),
            string text when long.TryParse(Strings.Trim(text).Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => parsed,
            string text when Parsed(text) is { } parsed && double.IsFinite(parsed) && Math.Abs(parsed) < long.MaxValue => (long)Math.Truncate(parsed),
            _ => Values.Whole(value) is { } whole ? whole : fallback,
        };
    }

    /// <summary>float: of a number or of its text; else the default.</summary>
    public static object? Real(object? value, Arguments arguments)
    {
        var fallback = arguments.Optional("default", 0.0);
        return value switch
        {
            string text => Parsed(text) is { } parsed ? parsed : fallback,
            _ => Values.IsNumber(value) ? Values.Number(value) : fallback,
        };
    }

    /// <summary>round: half away from even as Python's round, or up, or down.</summary>
    public static object? Round(object? value, Arguments arguments)
    {
        var (precision, method) = (arguments.Integer("precision", 0), arguments.Optional("method", "common") as string);
        if (precision is < 0 or > 15)
        {
            throw new TemplateException("round: 'precision' must be from 0 to 15");
        }

        var number = Values.Number(value);
        var factor = Math.Pow(10, precision);
        return method switch
        {
            "common" when Values.Whole(value) is { } whole => whole,
            "common" => Math.Round(number, (int)precision, MidpointRounding.ToEven),
            "ceil" => Math.Ceiling(number * factor) / factor,
            "floor" => Math.Floor(number * factor) / factor,
            _ => throw new TemplateException("round: 'method' must be common, ceil or floor"),
        };
    }

    private static double? Parsed(string text) =>
        double.TryParse(Strings.Trim(text).Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
}
