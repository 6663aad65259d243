using System.Globalization;

namespace Guide.TestKit;

/// <summary>Makes gold answers, the same answer written otherwise, and answers that miss it narrowly: last digit, sign, unit, bound, order, exponent, index, a corner far away, the sign of letters, a cap, a list for a number, labels, a modulus, a step, a root of a negative, digits under a bar, a rounding, a spread, a degree sign, a summand below every precision, a step at a single point, words at the value, a sign replaced, units of another dimension, a function that is the same on an interval only, sets of sets, pairs paired otherwise, values of a function swapped.</summary>
internal sealed class NearMisses(Random random)
{
    private static readonly string[] Letters = ["x", "y", "t", "a", "b", "n"];
    private static readonly (string Unit, string Other)[] UnitPairs = [("cm", "m"), ("kg", "g"), ("s", "min"), ("m/s", "km/h"), ("J", "kJ"), ("m^2", "m^3"), ("mol", "mmol"), ("K", "mK"), ("N", "kN"), ("L", "mL"), ("m", "km"), ("W", "kW")];

    /// <summary>One triple.</summary>
    public (string Gold, string Same, string Miss) Next() => random.Next(40) switch
    {
        0 => Integer(),
        1 => Decimal(),
        2 => Fraction(),
        3 => Surd(),
        4 => Polynomial(),
        5 => Tuple(),
        6 => Set(),
        7 => Interval(),
        8 => Quantity(),
        9 => Scientific(),
        10 => Equation(),
        11 => Inequality(),
        12 => Matrix(),
        13 => Transcendental(),
        14 => Based(),
        15 => Corner(),
        16 => Sign(),
        17 => Capped(),
        18 => Thousands(),
        19 => Labelled(),
        20 => Congruence(),
        21 => Stepped(),
        22 => OddRoot(),
        23 => UnderBar(),
        24 => Rounded(),
        25 => PlusMinus(),
        26 => Tiny(),
        27 => DegreeSign(),
        28 => Absorbed(),
        29 => SinglePoint(),
        30 => Worded(),
        31 => ReplacedSign(),
        32 => UnnamedUnits(),
        33 => Clamped(),
        34 => Hinged(),
        35 => SetOfSets(),
        36 => ListOfPairs(),
        37 => Values(),
        38 => Differential(),
        _ => PowerOfLetter(),
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private int Any(int from, int to) => random.Next(from, to + 1);

    private string Letter() => Letters[random.Next(Letters.Length)];

    private int NotZero(int size)
    {
        var value = Any(1, size);
        return random.Next(2) == 0 ? value : -value;
    }

    private (string, string, string) Integer()
    {
        var value = random.NextInt64(-1_000_000_000_000, 1_000_000_000_000);
        value = value == 0 ? 7 : value;
        var miss = random.Next(4) switch { 0 => value + 1, 1 => -value, 2 => value * 10, _ => value - 1 };
        return (Text(value), random.Next(2) == 0 ? Text(value) + ".0" : $"x = {Text(value)}", Text(miss));
    }

    private (string, string, string) Decimal()
    {
        var places = Any(1, 12);
        var digits = random.NextInt64(1, 1_000_000_000_000);
        string Write(long value) => (value < 0 ? "-" : string.Empty) + Math.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0').Insert(Math.Max(Math.Abs(value).ToString(CultureInfo.InvariantCulture).Length, places + 1) - places, ".");
        return (Write(digits), Write(digits) + "0", random.Next(3) switch { 0 => Write(digits + 1), 1 => Write(-digits), _ => Write(digits - 1 == 0 ? 2 : digits - 1) });
    }

    private (string, string, string) Fraction()
    {
        var (top, bottom) = (NotZero(5000), Any(2, 5000));
        return ($"\\frac{{{top}}}{{{bottom}}}", $"{top * 3}/{bottom * 3}", random.Next(4) switch { 0 => $"\\frac{{{top + (top == -1 ? 2 : 1)}}}{{{bottom}}}", 1 => $"\\frac{{{top}}}{{{bottom + 1}}}", 2 => $"\\frac{{{-top}}}{{{bottom}}}", _ => top * top == bottom * bottom ? "17" : $"\\frac{{{bottom}}}{{{top}}}" });
    }

    private (string, string, string) Surd()
    {
        int[] free = [2, 3, 5, 6, 7, 10, 11, 13];
        var (a, b, c) = (NotZero(50), NotZero(20), free[random.Next(free.Length)]);
        return ($"{a}+{b}\\sqrt{{{c}}}", $"{b}\\sqrt{c}+{a}", random.Next(4) switch { 0 => $"{a}-{b}\\sqrt{{{c}}}", 1 => $"{a + 1}+{b}\\sqrt{{{c}}}", 2 => $"{a}+{b}\\sqrt{{{c + 12}}}", _ => $"{a}+{b + (b == -1 ? 2 : 1)}\\sqrt{{{c}}}" });
    }

    private (string, string, string) Polynomial()
    {
        var (x, a, b, c) = (Letter(), NotZero(9), NotZero(9), NotZero(9));
        string Write(int p, int q, int r) => $"{p}{x}^2{q:+0;-0}{x}{r:+0;-0}";
        return (Write(a, b, c), $"{c}{b:+0;-0}{x}{a:+0;-0}{x}^{{2}}", random.Next(5) switch { 0 => Write(a, b, c + 1), 1 => Write(a, -b, c), 2 => Write(-a, b, c), 3 => $"{a}{x}^3{b:+0;-0}{x}{c:+0;-0}", _ => Write(a, b, c).Replace(x, "z", StringComparison.Ordinal) });
    }

    private (string, string, string) Tuple()
    {
        var (a, b, c) = (Any(-99, 99), Any(100, 199), Any(200, 299));
        return ($"({a},{b},{c})", $"\\left({a}, {b}, {c}\\right)", random.Next(4) switch { 0 => $"({b},{a},{c})", 1 => $"({a},{b})", 2 => $"({a},{b},{c + 1})", _ => $"\\{{{a},{b},{c}\\}}" });
    }

    private (string, string, string) Set()
    {
        var (a, b, c) = (Any(-99, 99), Any(100, 199), Any(200, 299));
        return ($"\\{{{a},{b},{c}\\}}", $"{c}, {a}, {b}", random.Next(3) switch { 0 => $"{a}, {b}", 1 => $"\\{{{a},{b},{c},300\\}}", _ => $"\\{{{a},{b + 100},{c + 100}\\}}" });
    }

    private (string, string, string) Interval()
    {
        var (a, b) = (Any(-99, 0), Any(1, 99));
        return ($"[{a},{b})", $"{a} \\le x < {b}", random.Next(5) switch { 0 => $"({a},{b})", 1 => $"[{a},{b}]", 2 => $"[{a},{b + 1})", 3 => $"[{a},\\infty)", _ => $"[{a - 1},{b})" });
    }

    private (string, string, string) Quantity()
    {
        var (unit, other) = UnitPairs[random.Next(UnitPairs.Length)];
        var value = Any(1, 9999);
        return ($"{value} \\text{{ {unit}}}", $"{value}.0 \\mathrm{{~{unit}}}", random.Next(3) switch { 0 => $"{value} \\text{{ {other}}}", 1 => $"{value + 1} \\text{{ {unit}}}", _ => $"-{value} \\text{{ {unit}}}" });
    }

    private (string, string, string) Scientific()
    {
        var (digits, power) = (Any(11, 99), Any(-40, 40));
        return ($"{digits / 10}.{digits % 10} \\times 10^{{{power}}}", $"{digits / 10}.{digits % 10}e{power}", random.Next(3) switch { 0 => $"{digits / 10}.{digits % 10} \\times 10^{{{power + 1}}}", 1 => $"{digits / 10}.{digits % 10}1 \\times 10^{{{power}}}", _ => $"-{digits / 10}.{digits % 10}e{power}" });
    }

    private (string, string, string) Equation()
    {
        var (a, b) = (NotZero(9), NotZero(9));
        return ($"y = {a}x{b:+0;-0}", $"y - {a}x = {b}".Replace("--", "+", StringComparison.Ordinal).Replace("- -", "+ ", StringComparison.Ordinal), random.Next(3) switch { 0 => $"y = {-a}x{b:+0;-0}", 1 => $"y = {a}x{b + 1:+0;-0}", _ => $"x = {a}y{(a * a == 1 ? b + 31 : b):+0;-0}" });
    }

    private (string, string, string) Inequality()
    {
        var a = Any(-99, 99);
        return ($"x > {a}", $"{a} < x", random.Next(4) switch { 0 => $"x \\ge {a}", 1 => $"x < {a}", 2 => $"x > {a + 1}", _ => $"y > {a}" });
    }

    private (string, string, string) Matrix()
    {
        var (a, b, c, d) = (Any(0, 9), Any(10, 19), Any(20, 29), Any(30, 39));
        string Write(int p, int q, int r, int s) => $"\\begin{{pmatrix}} {p} & {q} \\\\ {r} & {s} \\end{{pmatrix}}";
        return (Write(a, b, c, d), Write(a, b, c, d).Replace("pmatrix", "bmatrix", StringComparison.Ordinal), random.Next(3) switch { 0 => Write(a, c, b, d), 1 => Write(a, b, c, d + 1), _ => Write(b, a, c, d) });
    }

    private (string, string, string) Transcendental()
    {
        var (a, b) = (Any(2, 30), Any(2, 30));
        return random.Next(4) switch
        {
            0 => ($"{a}\\pi", $"\\pi \\cdot {a}", $"{a + 1}\\pi"),
            1 => ($"\\ln {a}", $"\\ln({a})", $"\\ln {a + 1}"),
            2 => ($"e^{{{a}}} + {b}", $"{b} + e^{a}", $"e^{{{a}}} + {b + 1}"),
            _ => ($"\\frac{{\\pi}}{{{a}}}", $"\\pi/{a}", $"\\frac{{\\pi}}{{{a + 1}}}"),
        };
    }

    private (string, string, string) Based()
    {
        var value = Any(64, 4000);
        var octal = Convert.ToString(value, 8);
        return ($"{octal}_8", $"{octal}_{{8}}", random.Next(2) == 0 ? $"{octal}_9" : $"{Convert.ToString(value + 1, 8)}_8");
    }

    private (string, string, string) PowerOfLetter()
    {
        var (x, n) = (Letter(), Any(2, 60));
        return ($"{x}^{{{n}}}", $"{x}^{n}", random.Next(3) switch { 0 => $"{x}^{{{n + 1}}}", 1 => $"-{x}^{{{n}}}", _ => $"{x}_{{{n}}}" });
    }

    // Functions that agree on a long interval and differ elsewhere.
    private (string, string, string) Corner()
    {
        var (x, c) = (Letter(), Any(1, 400));
        return random.Next(4) switch
        {
            0 => ($"|{x}-{c}|", $"|{c}-{x}|", $"{c}-{x}"),
            1 => ($"|{x}+{c}|", $"\\sqrt{{({x}+{c})^2}}", $"{x}+{c}"),
            2 => ($"|{x}-{c}|+|{x}+{c}|", $"|{c}-{x}|+|{c}+{x}|", $"{2 * c}"),
            _ => ($"\\sqrt{{({x}-{c})^2}}", $"|{x}-{c}|", $"{c}-{x}"),
        };
    }

    // Functions that agree where the letters have one sign.
    private (string, string, string) Sign()
    {
        string[] letters = ["u", "v", "w", "z", "p", "q", "r", "s", "a", "b", "c", "d", "\\alpha", "x_1"];
        var x = letters[random.Next(letters.Length)];
        string y;
        do
        {
            y = letters[random.Next(letters.Length)];
        }
        while (y == x);
        return random.Next(5) switch
        {
            0 => ($"|{x}|", $"\\sqrt{{{x}^2}}", x),
            1 => ($"|{x} {y}|", $"|{y}||{x}|", $"{x} {y}"),
            2 => ($"|{x}+{y}|", $"|{y}+{x}|", $"|{x}|+|{y}|"),
            3 => ($"\\max({x},{y})", $"\\max({y},{x})", x),
            _ => ($"|{x}-{y}|", $"|{y}-{x}|", $"{x}-{y}"),
        };
    }

    private (string, string, string) Capped()
    {
        var (x, c) = (Letter(), Any(3, 400));
        return random.Next(2) == 0 ? ($"\\min({x},{c})", $"\\min({c},{x})", x) : ($"\\max({x},-{c})", $"\\max(-{c},{x})", x);
    }

    private (string, string, string) Thousands()
    {
        var (a, b) = (Any(1, 999), Any(0, 999));
        return ($"{a},{b:D3}", $"{(a * 1000) + b}", random.Next(3) switch { 0 => $"{a}, {b}", 1 => $"\\{{{a},{b}\\}}", _ => $"{b}, {a}" });
    }

    private (string, string, string) Labelled()
    {
        var (a, b) = (Any(1, 99), Any(100, 199));
        return random.Next(3) switch
        {
            0 => ($"\\text{{Ann}}={a}, \\text{{Bob}}={b}", $"\\text{{Bob}}={b}, \\text{{Ann}}={a}", $"\\text{{Ann}}={b}, \\text{{Bob}}={a}"),
            1 => ($"(m,n)=({a},{b})", $"n={b}, m={a}", $"n={a}, m={b}"),
            _ => ($"x={a}, y={b}", $"(y,x)=({b},{a})", $"(y,x)=({a},{b})"),
        };
    }

    private (string, string, string) Congruence()
    {
        var (m, r) = (Any(5, 40), Any(1, 4));
        return ($"x \\equiv {r} \\pmod{{{m}}}", $"x \\equiv {r + m} \\pmod{{{m}}}", random.Next(2) == 0 ? $"x \\equiv {r} \\pmod{{{m + 1}}}" : $"x \\equiv {r + 1} \\pmod{{{m}}}");
    }

    private (string, string, string) Stepped()
    {
        var c = Any(20, 300);
        return random.Next(3) switch
        {
            0 => ($"\\lfloor n/{c} \\rfloor", $"\\lfloor \\frac{{n}}{{{c}}} \\rfloor", "0"),
            1 => ($"n \\bmod {c}", $"n-{c}\\lfloor n/{c} \\rfloor", "n"),
            _ => ($"\\binom{{n}}{{{Math.Min(c, 60)}}}", $"C(n,{Math.Min(c, 60)})", "0"),
        };
    }

    private (string, string, string) OddRoot()
    {
        var (x, top, bottom) = (Letter(), Any(1, 8), 3 + (2 * Any(0, 3)));
        return ($"{x}^{{{top}/{bottom}}}", $"\\sqrt[{bottom}]{{{x}^{top}}}", $"\\sqrt[{bottom}]{{{x}^{top}}}+{(random.Next(2) == 0 ? $"|{x}|-{x}" : $"\\max(0,-{x})")}");
    }

    private (string, string, string) UnderBar()
    {
        var letters = random.GetItems("abcdknpq".ToCharArray(), 2);
        var (a, b, c) = (letters[0], (char)(letters[1] == letters[0] ? 'r' : letters[1]), Any(1, 9));
        return ($"\\overline{{{a}{c}{b}}}", $"100{a}+{10 * c}+{b}", random.Next(2) == 0 ? $"\\overline{{{b}{c}{a}}}" : $"{a}{c}{b}");
    }

    private (string, string, string) Rounded()
    {
        var (top, bottom, places) = (Any(1, 300), Any(101, 199), Any(1, 5));
        var scale = (decimal)Math.Pow(10, places);
        var value = Math.Round((decimal)top / bottom, places, MidpointRounding.AwayFromZero);
        string Write(decimal number) => number.ToString("F" + Text(places), CultureInfo.InvariantCulture);
        var gold = $"\\frac{{{top}}}{{{bottom}}}";
        return (gold, $"{gold}\\approx{Write(value)}", $"{gold}\\approx{Write(value + (Any(2, 9) / scale))}");
    }

    private (string, string, string) PlusMinus()
    {
        var (p, q, k) = (Any(1, 30), Any(1, 30), Any(2, 9));
        return ($"\\frac{{-{p}b\\pm\\sqrt{{b^2-{q}c}}}}{{{k}a}}", $"-\\frac{{{p}b}}{{{k}a}}\\pm\\frac{{\\sqrt{{b^2-{q}c}}}}{{{k}a}}", $"-\\frac{{{p}b}}{{{k}a}}\\pm\\frac{{\\sqrt{{b^2-{q + 1}c}}}}{{{k}a}}");
    }

    private (string, string, string) Tiny()
    {
        var (x, a, power) = (Letter(), Any(2, 99), Any(30, 90));
        return ($"{a}\\cdot10^{{-{power}}}{x}", $"\\frac{{{a}{x}}}{{10^{{{power}}}}}", random.Next(3) switch { 0 => $"\\sinh({x}-{x})", 1 => $"{a}{x}-{x}\\cdot{a}", _ => $"{a}\\cdot10^{{-{power + 1}}}{x}" });
    }

    private (string, string, string) DegreeSign()
    {
        var degrees = Any(1, 359);
        return ($"{degrees}^\\circ", random.Next(2) == 0 ? Text(degrees) : $"{degrees}\\text{{ degrees}}", random.Next(4) switch { 0 => $"{degrees}^\\circ C", 1 => $"{degrees}\\text{{ cm}}", 2 => $"{degrees}'", _ => $"{degrees + 1}^\\circ" });
    }

    // A summand or factor that is lost beside the others at every point.
    private (string, string, string) Absorbed()
    {
        var (x, a, k, power) = (Letter(), Any(2, 99), Any(200, 900), Any(70, 250));
        return ($"{a}{x}+1", $"1+{x}\\cdot {a}", random.Next(6) switch
        {
            0 => $"{a}{x}+1+10^{{-{power}}}",
            1 => $"{a}{x}+1+e^{{-{x}^2-{k}}}",
            2 => $"{a}{x}+1+\\frac{{1}}{{{x}^2+10^{{{power}}}}}",
            3 => $"{a}{x}+1+\\ln(1+e^{{-{x}^2-{k}}})",
            4 => $"{a}{x}(1-2^{{-{k}}})+1",
            _ => $"\\sqrt{{({a}{x}+1)^2+10^{{-{power}}}}}",
        });
    }

    // A step that is none but at one point, or on one line.
    private (string, string, string) SinglePoint()
    {
        var (c, k) = (Any(-40, 40), Any(1, 9));
        return random.Next(5) switch
        {
            0 => ($"{k}x", $"{k}x+\\lfloor\\frac{{1}}{{2+(x-{c})^2}}\\rfloor", $"{k}x+\\lfloor\\frac{{1}}{{1+(x-{c})^2}}\\rfloor"),
            1 => ($"a+{k}b", $"{k}b+a", $"a+{k}b+\\lfloor\\frac{{1}}{{1+(a-{k}b)^2}}\\rfloor"),
            2 => ($"{k}x", $"x\\cdot {k}", $"{k}x+1-\\lceil\\frac{{(x-{c})^2}}{{1+(x-{c})^2}}\\rceil"),
            3 => ($"{k}+y", $"y+{k}", $"{k}+y+\\lfloor e^{{-(y-{c})^2}}\\rfloor"),
            _ => ($"x-{k}y", $"-{k}y+x", $"x-{k}y+\\lfloor\\cos^2(x-{c})\\rfloor"),
        };
    }

    private (string, string, string) Worded()
    {
        string[] before = ["skip", "ever since", "Section", "Lemma", "see equation", "page", "ignore", "after", "Table", "row"];
        string[] behind = ["(wrong)", "(rejected)", "fails", "(not sure)", "among others", "with luck", "is refuted", "holds", "(guess)"];
        string[] fillers = ["The answer is ", "exactly ", "total: ", "Area = ", "about "];
        var value = Any(2, 5000);
        return (
            Text(value),
            random.Next(3) switch { 0 => $"\\text{{{fillers[random.Next(fillers.Length)]}}}{value}", 1 => $"{value}\\text{{ ways}}", _ => $"{value}\\text{{ (total)}}" },
            random.Next(4) switch { 0 => $"\\text{{{before[random.Next(before.Length)]} }}{value}", 1 => $"{value}\\text{{ {behind[random.Next(behind.Length)]}}}", 2 => $"\\text{{the }}{value}\\text{{th}}", _ => $"\\gtrsim {value}" });
    }

    // A sign may be left out, never replaced.
    private (string, string, string) ReplacedSign()
    {
        var value = Any(11, 359);
        return random.Next(4) switch
        {
            0 => ($"\\${value}", Text(value), random.Next(2) == 0 ? $"{value}\\%" : $"{value}^\\circ"),
            1 => ($"{value}\\%", $"{value}\\text{{ per cent}}", random.Next(2) == 0 ? $"{value}^\\circ" : $"\\${value}"),
            2 => ($"{value}^\\circ", Text(value), random.Next(2) == 0 ? $"{value}\\%" : $"{value}''"),
            _ => ($"€{value}", Text(value), $"{value}\\%"),
        };
    }

    private (string, string, string) UnnamedUnits()
    {
        var value = Any(2, 999);
        return random.Next(2) == 0
            ? ($"{value}\\text{{ square units}}", Text(value), random.Next(2) == 0 ? $"{value}\\text{{ units}}" : $"{value}\\text{{ cubic units}}")
            : ($"{value}\\text{{ units}}", Text(value), $"{value}\\text{{ square units}}");
    }

    // The same between two bounds, and nowhere else.
    private (string, string, string) Clamped()
    {
        var (x, c) = (Letter(), Any(2, 500));
        return random.Next(3) switch
        {
            0 => ($"\\min(\\max({x},-{c}),{c})", $"\\max(-{c},\\min({c},{x}))", x),
            1 => ($"\\frac{{|{x}+{c}|-|{x}-{c}|}}{{2}}", $"\\frac12|{x}+{c}|-\\frac12|{c}-{x}|", x),
            _ => ($"{x}+\\max(0,{x}-{c})", $"\\max({x},2{x}-{c})", x),
        };
    }

    private (string, string, string) Hinged()
    {
        var (x, a, d) = (Letter(), Any(1, 200), Any(1, 200));
        return random.Next(3) switch
        {
            0 => ($"|{x}-{a}|-|{x}+{a}|", $"|{a}-{x}|-|{a}+{x}|", $"-2{x}"),
            1 => ($"|{x}-{a}|+|{x}-{a + d}|", $"\\sqrt{{({x}-{a})^2}}+\\sqrt{{({x}-{a + d})^2}}", Text(d)),
            _ => ($"\\left||{x}|-{a}\\right|", $"\\left|{a}-|{x}|\\right|", random.Next(2) == 0 ? $"{a}-|{x}|" : $"|{x}-{a}|"),
        };
    }

    private (string, string, string) SetOfSets()
    {
        var (a, b, c) = (Any(1, 99), Any(100, 199), Any(200, 299));
        return ($"\\{{\\{{{a},{b}\\}},\\{{{c}\\}}\\}}", $"\\{{\\{{{c}\\}},\\{{{b},{a}\\}}\\}}", random.Next(3) switch { 0 => $"\\{{\\{{{a},{c}\\}},\\{{{b}\\}}\\}}", 1 => $"\\{{{a},{b},{c}\\}}", _ => $"\\{{\\{{{a},{b}\\}}\\}}" });
    }

    private (string, string, string) ListOfPairs()
    {
        var (a, b, c, d) = (Any(1, 99), Any(100, 199), Any(200, 299), Any(300, 399));
        return ($"({a},{b}), ({c},{d})", $"({c},{d}), ({a},{b})", random.Next(5) switch { 0 => $"({a},{d}), ({c},{b})", 1 => $"({b},{a}), ({c},{d})", 2 => $"({a},{b},{c},{d})", 3 => $"({a},{b})", _ => $"{a}, {b}, {c}, {d}" });
    }

    private (string, string, string) Values()
    {
        var (a, b, k) = (Any(1, 99), Any(100, 199), Any(1, 9));
        return random.Next(3) switch
        {
            0 => ($"f({k})={a}, f({k + 1})={b}", $"f({k + 1})={b}, f({k})={a}", $"f({k})={b}, f({k + 1})={a}"),
            1 => ($"\\text{{red}}={a}, \\text{{blue}}={b}", $"\\text{{blue}}={b}, \\text{{red}}={a}", $"\\text{{red}}={b}, \\text{{blue}}={a}"),
            _ => ($"a_{{1}}={a}, a_{{2}}={b}", $"a_2={b}, a_1={a}", $"a_1={b}, a_2={a}"),
        };
    }

    // d is no letter where an integral stands.
    private (string, string, string) Differential()
    {
        var (a, n) = (Any(2, 9), Any(2, 9));
        return random.Next(2) == 0
            ? ($"\\int {a}x^{n} dx", $"\\int x^{n}\\cdot {a}\\,dx", $"\\int {a + 1}x^{n} dx")
            : ($"\\int \\frac{{{a}}}{{x^{n}}} dx", $"\\int \\frac{{{a} dx}}{{x^{n}}}", $"\\int \\frac{{{a} dx}}{{x^{n + 1}}}");
    }
}
