using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;

using Guide.Answers.Numbers;

namespace Guide.Answers.Units;

/// <summary>Known units by symbol and by word, prefixes included: read from the table units.txt beside this file.</summary>
internal static class UnitTable
{
    private const string Table = "units.txt";
    private const int LongestPrefixedSymbol = 3;

    private static readonly (string Name, int Power)[] Prefixes =
    [
        ("Q", 30), ("R", 27), ("Y", 24), ("Z", 21), ("E", 18), ("P", 15), ("T", 12), ("G", 9), ("M", 6), ("k", 3), ("h", 2), ("d", -1), ("c", -2), ("m", -3),
        ("u", -6), ("µ", -6), ("μ", -6), ("n", -9), ("p", -12), ("f", -15), ("a", -18), ("z", -21), ("y", -24),
    ];

    private static readonly (string Name, int Power)[] LongPrefixes =
    [
        ("exa", 18), ("peta", 15), ("tera", 12), ("giga", 9), ("mega", 6), ("kilo", 3), ("hecto", 2), ("deca", 1), ("deci", -1), ("centi", -2), ("milli", -3), ("micro", -6), ("nano", -9), ("pico", -12), ("femto", -15), ("atto", -18),
    ];

    private static readonly FrozenDictionary<string, Unit> Units = Read();

    /// <summary>The unit of a symbol or word, exactly as spelt, else in lower case for words of four letters and more; null when unknown.</summary>
    public static Unit? Find(string name)
    {
        if (Units.TryGetValue(name, out var unit))
        {
            return unit;
        }

        return name.Length >= 3 && Units.TryGetValue(name.ToLowerInvariant(), out unit) ? unit : null;
    }

    private static FrozenDictionary<string, Unit> Read()
    {
        var units = new Dictionary<string, Unit>(StringComparer.Ordinal);
        using var stream = typeof(UnitTable).Assembly.GetManifestResourceStream(Table) ?? throw new InvalidOperationException($"the resource {Table} is missing");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                Add(units, line.Split('|', StringSplitOptions.TrimEntries));
            }
        }

        AddScales(units);
        return units.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // factor | base units | prefixes | names
    private static void Add(Dictionary<string, Unit> units, string[] columns)
    {
        var factor = Parse(columns[0]);
        var dimensions = Dimensions.Parse(columns[1]);
        var (symbols, words) = (columns[2] is "symbols" or "both", columns[2] is "words" or "both");
        foreach (var name in columns[3].Split(' '))
        {
            units.TryAdd(name, Plain(name, factor, dimensions));
            foreach (var (prefix, power) in symbols && name.Length <= LongestPrefixedSymbol ? Prefixes : words && name.Length > LongestPrefixedSymbol ? LongPrefixes : [])
            {
                units.TryAdd(prefix + name, Plain(prefix + name, factor * Ten(power), dimensions));
            }
        }
    }

    // Temperatures have a zero of their own; "units" are any unit.
    private static void AddScales(Dictionary<string, Unit> units)
    {
        var kelvin = Dimensions.Parse("K");
        units["°C"] = units["degC"] = units["celsius"] = units["Celsius"] = new Unit("°C", Rational.One, kelvin, string.Empty, Rational.Of(27315, 100), false);
        units["°F"] = units["degF"] = units["fahrenheit"] = units["Fahrenheit"] = new Unit("°F", Rational.Of(5, 9), kelvin, string.Empty, Rational.Of(45967 * 5, 900), false);
        foreach (var name in (string[])["unit", "units"])
        {
            units[name] = new Unit(name, Rational.One, default, string.Empty, Rational.Zero, true);
        }
    }

    private static Unit Plain(string name, Rational factor, Dimensions dimensions) => new(name, factor, dimensions, string.Empty, Rational.Zero, false);

    private static Rational Ten(int power) => Rational.Pow(new Rational(10), power);

    private static Rational Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
        {
            return Parse(text[..slash]) / Parse(text[(slash + 1)..]);
        }

        var exponent = text.IndexOf('e', StringComparison.Ordinal);
        var power = exponent < 0 ? 0 : int.Parse(text.AsSpan(exponent + 1), CultureInfo.InvariantCulture);
        var digits = exponent < 0 ? text : text[..exponent];
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : digits.Length - point - 1;
        var value = BigInteger.Parse(point < 0 ? digits : digits.Remove(point, 1), CultureInfo.InvariantCulture);
        return new Rational(value) * Ten(power - places);
    }
}
