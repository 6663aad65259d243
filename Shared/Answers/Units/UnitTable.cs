using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;

using Guide.Answers.Numbers;

namespace Guide.Answers.Units;

/// <summary>Known units by symbol and by word, prefixes included. Factors are exact where the unit is defined exactly.</summary>
internal static class UnitTable
{
    private static readonly (string Name, int Power)[] Prefixes =
    [
        ("Q", 30), ("R", 27), ("Y", 24), ("Z", 21), ("E", 18), ("P", 15), ("T", 12), ("G", 9), ("M", 6), ("k", 3), ("h", 2), ("d", -1), ("c", -2), ("m", -3),
        ("u", -6), ("µ", -6), ("μ", -6), ("n", -9), ("p", -12), ("f", -15), ("a", -18), ("z", -21), ("y", -24),
    ];

    private static readonly (string Name, int Power)[] LongPrefixes =
    [
        ("exa", 18), ("peta", 15), ("tera", 12), ("giga", 9), ("mega", 6), ("kilo", 3), ("hecto", 2), ("deca", 1), ("deci", -1), ("centi", -2), ("milli", -3), ("micro", -6), ("nano", -9), ("pico", -12), ("femto", -15), ("atto", -18),
    ];

    private static readonly FrozenDictionary<string, Unit> Units = Build();

    /// <summary>The unit of a symbol or word, exactly as spelt, else in lower case for words of four letters and more; null when unknown.</summary>
    public static Unit? Find(string name)
    {
        if (Units.TryGetValue(name, out var unit))
        {
            return unit;
        }

        return name.Length >= 3 && Units.TryGetValue(name.ToLowerInvariant(), out unit) ? unit : null;
    }

    private static FrozenDictionary<string, Unit> Build()
    {
        var units = new Dictionary<string, Unit>(StringComparer.Ordinal);
        Dimensions none = default;
        var m = none with { M = 1 };
        var kg = none with { Kg = 1 };
        var s = none with { S = 1 };
        var a = none with { A = 1 };
        var k = none with { K = 1 };
        var mol = none with { Mol = 1 };
        var cd = none with { Cd = 1 };
        var money = none with { Money = 1 };
        var angle = none with { Angle = 1 };
        var bit = none with { Bit = 1 };
        var n = m + kg + (s * -2);
        var j = n + m;
        var w = j + (s * -1);
        var pa = n + (m * -2);
        var c = a + s;
        var v = w + (a * -1);

        void Add(string factor, Dimensions dimensions, string names, bool symbolPrefixes = false, bool wordPrefixes = false)
        {
            var value = Parse(factor);
            foreach (var name in names.Split(' '))
            {
                units.TryAdd(name, new Unit(name, value, dimensions, string.Empty, Rational.Zero, false));
                if (symbolPrefixes && name.Length <= 3)
                {
                    foreach (var (prefix, power) in Prefixes)
                    {
                        units.TryAdd(prefix + name, new Unit(prefix + name, value * Ten(power), dimensions, string.Empty, Rational.Zero, false));
                    }
                }

                if (wordPrefixes && name.Length > 3)
                {
                    foreach (var (prefix, power) in LongPrefixes)
                    {
                        units.TryAdd(prefix + name, new Unit(prefix + name, value * Ten(power), dimensions, string.Empty, Rational.Zero, false));
                    }
                }
            }
        }

        // Whole names first: a prefixed symbol never displaces one ("min", "ft", "cd", "Pa", "nmi").
        Add("1", m, "米 公尺");
        Add("0.01", m, "厘米 公分");
        Add("0.001", m, "毫米");
        Add("1000", m, "千米 公里");
        Add("0.001", kg, "克");
        Add("1", kg, "千克 公斤");
        Add("0.000001", kg, "毫克");
        Add("1000", kg, "吨");
        Add("1", s, "秒 秒钟");
        Add("60", s, "分钟");
        Add("3600", s, "小时");
        Add("86400", s, "天 日");
        Add("604800", s, "周 星期");
        Add("31557600", s, "年");
        Add("0.001", m * 3, "升");
        Add("0.000001", m * 3, "毫升");
        Add("1", n, "牛 牛顿");
        Add("1", j, "焦 焦耳");
        Add("1", w, "瓦 瓦特");
        Add("1", v, "伏 伏特");
        Add("1", a, "安 安培");
        Add("60", s, "min mins minute minutes");
        Add("3600", s, "h hr hrs hour hours");
        Add("86400", s, "d day days");
        Add("604800", s, "wk week weeks");
        Add("2629800", s, "month months");
        Add("31557600", s, "yr yrs year years");
        Add("3155760000", s, "century centuries");
        Add("315576000", s, "decade decades");
        Add("0.3048", m, "ft foot feet");
        Add("0.0254", m, "in inch inches");
        Add("0.9144", m, "yd yard yards");
        Add("1609.344", m, "mi mile miles");
        Add("1852", m, "nmi");
        Add("149597870700", m, "AU au");
        Add("9460730472580800", m, "ly lightyear lightyears light-year light-years");
        Add("30856775814913673", m, "pc parsec parsecs", true, true);
        Add("0.0000000001", m, "Å angstrom angstroms Angstrom Å A\u030a");
        Add("0.000001", m, "micron microns");
        Add("0.45359237", kg, "lb lbs pound pounds lbm");
        Add("0.028349523125", kg, "oz ounce ounces");
        Add("14.59390294", kg, "slug slugs");
        Add("1.66053906660e-27", kg, "u amu Da dalton");
        Add("1000", kg, "t tonne tonnes");
        Add("907.18474", kg, "ton tons");
        Add("4.4482216152605", n, "lbf");
        Add("1.3558179483314004", j, "ft-lb ft·lb foot-pound foot-pounds ft-lbs");
        Add("0.00001", n, "dyn dyne dynes");
        Add("0.0000001", j, "erg ergs");
        Add("101325", pa, "atm atmosphere atmospheres");
        Add("133.322387415", pa, "mmHg");
        Add("20265/152", pa, "Torr torr", true);
        Add("6894.757293168", pa, "psi");
        Add("745.69987158227022", w, "hp horsepower");
        Add("1055.05585262", j, "Btu BTU btu");
        Add("4.184", j, "cal calorie calories", true, true);
        Add("4184", j, "Cal");
        Add("1.602176634e-19", j, "eV electronvolt electronvolts electron-volt electron-volts", true, true);
        Add("3600000", j, "kWh kwh kilowatt-hour kilowatt-hours");
        Add("3600", j, "Wh");
        Add("4.3597447222071e-18", j, "hartree Eh");
        Add("1.602176634e-19", c, "e");
        Add("3.33564e-30", c + m, "D debye Debye");
        Add("0.0001", kg + (s * -2) + (a * -1), "G gauss Gauss");
        Add("37000000000", s * -1, "Ci curie curies", true);
        Add("0.44704", m + (s * -1), "mph");
        Add("463/900", m + (s * -1), "kn knot knots");
        Add("5/18", m + (s * -1), "kph kmh kmph");
        Add("299792458", m + (s * -1), "c");
        Add("0.10471975511965977461542144610931676281", s * -1, "rpm");
        Add("6.28318530717958647692528676655900576839", none, "rev revs revolution revolutions rotation rotations");
        Add("1", none, "cycle cycles");
        Add("4046.8564224", m * 2, "acre acres");
        Add("10000", m * 2, "ha hectare hectares");
        Add("0.003785411784", m * 3, "gal gallon gallons");
        Add("0.000946352946", m * 3, "qt quart quarts");
        Add("0.000473176473", m * 3, "pt pint pints");
        Add("0.0002365882365", m * 3, "cup cups");
        Add("0.000029573529562500", m * 3, "floz");
        Add("0.00001478676478125", m * 3, "tbsp tablespoon tablespoons");
        Add("0.00000492892159375", m * 3, "tsp teaspoon teaspoons");
        Add("0.000001", m * 3, "cc");
        Add("1", money, "dollar dollars USD usd bucks $ \\$");
        Add("0.01", money, "cent cents ¢");
        Add("0.25", money, "quarter-dollars");
        Add("1", none, "rad radian radians sr steradian steradians", true);
        Add("0.01", none, "% percent pct");
        Add("0.001", none, "‰ permille");
        Add("0.000001", none, "ppm");
        Add("0.000000001", none, "ppb");
        Add("1", angle, "dB decibel decibels");
        Add("1", bit, "bit bits");
        Add("8", bit, "B byte bytes", false, true);
        Add("8000", bit, "kB KB");
        Add("8000000", bit, "MB");
        Add("8000000000", bit, "GB");
        Add("1", m, "m", true);
        Add("1", m, "meter meters metre metres", false, true);
        Add("0.001", kg, "g gram grams gm gms", true, true);
        Add("1", kg, "kilo kilos");
        Add("1", s, "s sec", true);
        Add("1", s, "second seconds secs", false, true);
        Add("1", a, "A amp amps ampere amperes", true, true);
        Add("1", k, "K", true);
        Add("1", k, "kelvin kelvins Kelvin");
        Add("1", mol, "mol mole moles", true, true);
        Add("1", cd, "cd candela lm lumen lumens");
        Add("1", cd + (m * -2), "lx lux", true);
        Add("1", mol + (s * -1), "kat katal katals", true, true);
        Add("9.80665", n, "kgf kilogram-force");
        Add("6894757.293168", pa, "ksi");
        Add("1333.22387415", pa, "cmHg");
        Add("9.80665", pa, "mmH2O");
        Add("98.0665", pa, "cmH2O");
        Add("0.0000000000000000000000000001", m * 2, "barn barns");
        Add("79.57747154594767", a + (m * -1), "Oe oersted oersteds");
        Add("0.00000001", v + s, "Mx maxwell");
        Add("0.0001", (m * 2) + (s * -1), "St stokes", true);
        Add("1", mol + (kg * -1), "molal");
        Add("1000", mol + (m * -3), "molar");
        Add("1", mol + (m * -3), "millimolar");
        Add("0.001", mol + (m * -3), "micromolar");
        Add("201.168", m, "furlong furlongs");
        Add("1.8288", m, "fathom fathoms");
        Add("0.00006479891", kg, "grain grains");
        Add("0.0002", kg, "carat carats ct");
        Add("6.35029318", kg, "stone");
        Add("0.01", (m * 1) + (s * -2), "Gal");
        Add("96485.33212", c, "faraday");
        Add("0.01", j + (kg * -1), "rem");
        Add("1", s * -1, "Hz hertz Bq becquerel becquerels", true, true);
        Add("1", n, "N newton newtons", true, true);
        Add("1", pa, "Pa pascal pascals PA", true, true);
        Add("100000", pa, "bar bars", true, true);
        Add("1", j, "J joule joules", true, true);
        Add("1", w, "W watt watts", true, true);
        Add("1", c, "C coulomb coulombs", true, true);
        Add("1", v, "V volt volts", true, true);
        Add("1", v + (a * -1), "Ω ohm ohms Ohm Ohms Ω", true, true);
        Add("1", a + (v * -1), "S siemens", true);
        Add("1", c + (v * -1), "F farad farads", true, true);
        Add("1", v + s + (m * -2), "T tesla teslas", true, true);
        Add("1", v + s, "Wb weber webers", true, true);
        Add("1", v + s + (a * -1), "H henry henries", true, true);
        Add("1", j + (kg * -1), "Gy gray Sv sievert", true, true);
        Add("1", pa + s, "Pl");
        Add("0.1", pa + s, "P poise", true);
        Add("0.001", m * 3, "L l", true);
        Add("0.001", m * 3, "liter liters litre litres", false, true);
        Add("1000", mol + (m * -3), "M", false);
        Add("1", mol + (m * -3), "mM");
        Add("0.001", mol + (m * -3), "uM µM μM");
        Add("1000", j, "KJ");
        Add("1000", n, "KN");
        Add("1000", pa, "kPA");
        Add("1000", kg * 0 + m, "Km");
        Add("1", kg, "Kg KG");
        units["°C"] = units["degC"] = units["celsius"] = units["Celsius"] = new Unit("°C", Rational.One, k, string.Empty, Rational.Of(27315, 100), false);
        units["°F"] = units["degF"] = units["fahrenheit"] = units["Fahrenheit"] = new Unit("°F", Rational.Of(5, 9), k, string.Empty, Rational.Of(45967 * 5, 900), false);
        foreach (var name in (string[])["unit", "units"])
        {
            units[name] = new Unit(name, Rational.One, none, string.Empty, Rational.Zero, true);
        }

        return units.ToFrozenDictionary(StringComparer.Ordinal);
    }

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
