using System.Collections.Frozen;
using System.Globalization;

using Guide.Answers.Numbers;

namespace Guide.Answers.Units;

/// <summary>A unit as it grows word by word. Words that are no unit become counted things.</summary>
internal sealed class UnitProduct
{
    // Plurals without a rule, and currencies by their names and signs. Pounds without a sign are a weight.
    private static readonly FrozenDictionary<string, string> Irregular = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["元"] = "yuan", ["度"] = "degree", ["people"] = "person", ["children"] = "child", ["men"] = "man", ["women"] = "woman", ["mice"] = "mouse", ["geese"] = "goose", ["dice"] = "die", ["pennies"] = "penny", ["pence"] = "penny",
        ["€"] = "euro", ["eur"] = "euro", ["£"] = "pound sterling", ["gbp"] = "pound sterling", ["¥"] = "yen", ["jpy"] = "yen", ["rmb"] = "yuan", ["cny"] = "yuan", ["₹"] = "rupee", ["inr"] = "rupee", ["rs"] = "rupee",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly SortedDictionary<string, int> _counted = new(StringComparer.Ordinal);
    private Dimensions _dimensions;
    private Rational _factor = Rational.One;
    private Rational _offset = Rational.Zero;
    private bool _generic;
    private int _power = 1;

    /// <summary>Multiplies by a word's unit to a power; false for a lone letter that is none.</summary>
    public bool Add(string word, int power, bool first)
    {
        // 3个小时
        word = word.Length > 2 && word[0] == '个' ? word[1..] : word;
        if (UnitTable.Find(word) is { } unit)
        {
            _dimensions += unit.Dimensions * power;
            _factor *= Rational.Pow(unit.Factor, power);
            _generic |= unit.Generic;
            _power = unit.Generic ? power : _power;
            _offset = first && power == 1 ? unit.Offset : _offset;
        }
        else if (Compound(word) is { } pair)
        {
            _dimensions += pair.First.Dimensions + (pair.Second.Dimensions * power);
            _factor *= pair.First.Factor * Rational.Pow(pair.Second.Factor, power);
        }
        else if (word.Length > 2 && word[0] is '平' or '立' && word[1] == '方' && UnitTable.Find(word[2..]) is { } side)
        {
            // 平方厘米, 立方米
            var raised = power * (word[0] == '平' ? 2 : 3);
            _dimensions += side.Dimensions * raised;
            _factor *= Rational.Pow(side.Factor, raised);
        }
        else if (word.Length == 1 && char.IsAsciiLetter(word[0]))
        {
            return false;
        }
        else
        {
            var stem = Stem(word);
            _counted[stem] = _counted.GetValueOrDefault(stem) + power;
        }

        return true;
    }

    public Unit Unit(string name)
    {
        // An offset belongs to a bare temperature only: a difference per degree has none.
        var offset = _dimensions == UnitTable.Find("K")!.Dimensions ? _offset : Rational.Zero;
        var names = string.Join(' ', _counted.Select(pair => pair.Value == 1 ? pair.Key : $"{pair.Key}^{pair.Value.ToString(CultureInfo.InvariantCulture)}"));
        return new Unit(name, _factor, _dimensions, names, offset, _generic && _counted.Count == 0) { Power = _power };
    }

    // "JK^-1": two symbols written together; only when neither reading as one unit exists.
    private static (Unit First, Unit Second)? Compound(string word)
    {
        if (word.Length is < 2 or > 4)
        {
            return null;
        }

        for (var cut = word.Length - 1; cut >= 1; cut--)
        {
            if (UnitTable.Find(word[..cut]) is { Generic: false } first && UnitTable.Find(word[cut..]) is { Generic: false } second && char.IsUpper(word[0]))
            {
                return (first, second);
            }
        }

        return null;
    }

    /// <summary>A word in the singular, in lower case.</summary>
    public static string Stem(string word)
    {
        var lower = word.ToLowerInvariant();
        if (Irregular.TryGetValue(lower, out var singular))
        {
            return singular;
        }

        return lower.Length > 3 && lower.EndsWith('s') && !lower.EndsWith("ss", StringComparison.Ordinal) ? lower[..^1] : lower;
    }
}
