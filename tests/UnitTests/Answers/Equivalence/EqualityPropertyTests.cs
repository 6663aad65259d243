using System.Globalization;
using Guide.Answers;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.UnitTests.Answers.Equivalence;

/// <summary>The general sentences of docs/verification.md on equality, beyond their examples: what each promises, tried on random answers.</summary>
public sealed class EqualityPropertyTests
{
    private const int Times = 300;
    private static readonly int[] FreeOfSquares = [2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17, 19];

    [Fact]
    public void Nothing_small_becomes_0_and_nothing_large_swallows_a_unit()
    {
        Try(1, static random =>
        {
            var (a, b, power) = (random.Next(1, 10_000), random.Next(1, 10_000), random.Next(20, 120));
            Refuses($"\\frac{{{a}}}{{10^{{{power}}}}}", $"\\frac{{{a + 1}}}{{10^{{{power}}}}}");
            Refuses($"10^{{{power}}}+{a}", $"10^{{{power}}}+{a + 1}");
            Refuses($"{a}\\cdot10^{{-{power}}}", $"{b}x-{b}x");
            Refuses($"10^{{-{power}}}x", $"\\tan({a}x-{a}x)");
        });
    }

    [Fact]
    public void A_decimal_stands_for_a_root_only_with_eight_right_digits()
    {
        Try(2, static random =>
        {
            var n = FreeOfSquares[random.Next(FreeOfSquares.Length)] * 1.0;
            var places = random.Next(1, 12);
            var digits = Math.Round(Math.Sqrt(n), places).ToString("F" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            var significant = digits.Length - 1;
            var gold = $"\\sqrt{{{n.ToString(CultureInfo.InvariantCulture)}}}";
            Assert.Equal(significant >= 8, AnswerProperties.Same(gold, digits));

            // The last digit off by three is neither rounded nor cut.
            var last = digits[^1] - '0';
            Refuses(gold, digits[..^1] + ((last + 3) % 10).ToString(CultureInfo.InvariantCulture));
        });
    }

    [Fact]
    public void Odd_roots_are_compared_on_both_sides_of_0()
    {
        Try(3, static random =>
        {
            var (top, bottom) = (random.Next(1, 9), 3 + (2 * random.Next(0, 4)));
            Accepts($"x^{{{top}/{bottom}}}", $"\\sqrt[{bottom}]{{x^{top}}}");
            Refuses($"x^{{{top}/{bottom}}}", $"\\sqrt[{bottom}]{{x^{top}}}+|x|-x");
            Refuses($"x^{{{top}/{bottom}}}", $"(x^{{1/{bottom}}})^{top}+\\max(0,-x)");
        });
    }

    [Fact]
    public void Digits_under_a_bar_are_a_number_in_their_order()
    {
        Try(4, static random =>
        {
            var letters = random.GetItems("abcdkmnpqr".ToCharArray(), 3);
            if (letters.Distinct().Count() < 3)
            {
                return;
            }

            var (a, b, c) = (letters[0], letters[1], letters[2]);
            Accepts($"\\overline{{{a}{b}{c}}}", $"100{a}+10{b}+{c}");
            Refuses($"\\overline{{{a}{b}{c}}}", $"\\overline{{{a}{c}{b}}}");
            Refuses($"\\overline{{{a}{b}}}", $"{a}{b}");
        });
    }

    [Fact]
    public void Behind_a_rounding_sign_stands_the_value_to_its_digits_or_another_statement()
    {
        Try(5, static random =>
        {
            var (top, bottom) = (random.Next(1, 400), random.Next(3, 97));
            if (top % bottom == 0)
            {
                return;
            }

            var places = random.Next(1, 6);
            var rounded = Math.Round((decimal)top / bottom, places, MidpointRounding.AwayFromZero);
            var gold = $"\\frac{{{top}}}{{{bottom}}}";
            Accepts(gold, $"{gold}\\approx{rounded.ToString("F" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}");
            Refuses(gold, $"{gold}\\approx{(rounded + (3 * (decimal)Math.Pow(10, -places))).ToString("F" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}");
        });
    }

    [Fact]
    public void Units_of_one_kind_convert_and_others_never_agree()
    {
        (string Unit, decimal Factor)[][] kinds =
        [
            [("m", 1), ("cm", 0.01m), ("km", 1000), ("ft", 0.3048m), ("mm", 0.001m)], [("s", 1), ("min", 60), ("hours", 3600), ("ms", 0.001m)], [("kg", 1), ("g", 0.001m), ("mg", 0.000001m), ("tonnes", 1000)], [("J", 1), ("kJ", 1000), ("kWh", 3600000), ("cal", 4.184m)], [("Pa", 1), ("kPa", 1000), ("atm", 101325), ("bar", 100000)],
        ];
        Try(6, random =>
        {
            var (kind, other) = (random.Next(kinds.Length), random.Next(kinds.Length));
            var (from, to) = (kinds[kind][random.Next(kinds[kind].Length)], kinds[kind][random.Next(kinds[kind].Length)]);
            var value = random.Next(1, 500);
            var top = (long)(value * from.Factor * 1_000_000);
            var bottom = (long)(to.Factor * 1_000_000);
            var gold = $"{value}\\text{{ {from.Unit}}}";
            Accepts(gold, $"\\frac{{{top}}}{{{bottom}}}\\text{{ {to.Unit}}}");
            Refuses(gold, $"\\frac{{{top + bottom}}}{{{bottom}}}\\text{{ {to.Unit}}}");
            Refuses(gold, $"{value}^\\circ");
            if (kind != other)
            {
                Refuses(gold, $"{value}\\text{{ {kinds[other][0].Unit}}}");
            }
        });
    }

    [Fact]
    public void Braces_forget_the_order_and_parentheses_keep_it()
    {
        Try(7, static random =>
        {
            var items = Enumerable.Range(1, 40).OrderBy(_ => random.Next()).Take(random.Next(2, 6)).ToArray();
            var shuffled = items.OrderBy(_ => random.Next()).ToArray();
            Accepts($"\\{{{string.Join(",", items)}\\}}", $"\\{{{string.Join(",", shuffled)}\\}}");
            Accepts($"\\{{{string.Join(",", items)}\\}}", string.Join(", ", shuffled));
            Refuses($"\\{{{string.Join(",", items)}\\}}", $"({string.Join(",", shuffled)})");
            Refuses($"\\{{{string.Join(",", items)}\\}}", $"\\{{{string.Join(",", items)},41\\}}");
            Assert.Equal(items.SequenceEqual(shuffled), AnswerProperties.Same($"({string.Join(",", items)})", $"({string.Join(",", shuffled)})"));
        });
    }

    [Fact]
    public void Equations_and_inequalities_are_their_solutions()
    {
        Try(8, static random =>
        {
            var (a, b, c, k) = (random.Next(1, 30), random.Next(1, 30), random.Next(-30, 30), random.Next(2, 9));
            Accepts($"{a}x+{b}y={c}", $"{k * a}x+{k * b}y={k * c}");
            Refuses($"{a}x+{b}y={c}", $"{k * a}x+{k * b}y={(k * c) + 1}");
            Refuses($"{a}x+{b}y={c}", $"({a}x+{b}y-({c}))(x-{k})=0");
            Accepts($"x>{c}", $"-{k}x<{-k * c}");
            Refuses($"x>{c}", $"-{k}x>{-k * c}");
            Refuses($"x>{c}", $"x\\ge{c}");
        });
    }

    [Fact]
    public void A_pair_is_its_centre_and_spread_however_the_fraction_is_cut()
    {
        Try(9, static random =>
        {
            var (p, q, k) = (random.Next(1, 40), random.Next(1, 40), random.Next(2, 7));
            Accepts($"\\frac{{-{p}b\\pm\\sqrt{{b^2-{q}c}}}}{{{k}a}}", $"-\\frac{{{p}b}}{{{k}a}}\\mp\\frac{{\\sqrt{{b^2-{q}c}}}}{{{k}a}}");
            Refuses($"\\frac{{-{p}b\\pm\\sqrt{{b^2-{q}c}}}}{{{k}a}}", $"-\\frac{{{p}b}}{{{k}a}}\\pm\\frac{{\\sqrt{{b^2-{q + 1}c}}}}{{{k}a}}");
            Refuses($"\\frac{{-{p}b\\pm\\sqrt{{b^2-{q}c}}}}{{{k}a}}", $"-{p}b\\pm\\frac{{\\sqrt{{b^2-{q}c}}}}{{{k}a}}");
        }, times: 40);
    }

    [Fact]
    public void A_decimal_comma_is_read_where_the_gold_is_a_decimal()
    {
        Try(10, static random =>
        {
            var (whole, part) = (random.Next(0, 900), random.Next(11, 100));
            var written = part % 10 == 0 ? part + 1 : part;
            Accepts($"{whole}.{written}", $"{whole},{written}");
            Accepts($"{whole}.{written}\\%", $"{whole},{written}\\%");
            Refuses($"{whole}.{written}", $"({whole},{written})");
            Refuses($"{whole}.{written}", $"{whole}, {written}");
            Refuses($"\\frac{{{(whole * 100) + written}}}{{100}}", $"{whole},{written}");
        });
    }

    [Fact]
    public void The_task_given_back_is_no_answer()
    {
        Try(11, static random =>
        {
            var (a, b) = (random.Next(11, 99), random.Next(11, 99));
            Assert.True(Restatement.Is($"Compute ${a}\\cdot {b}$.", $"{a * b}", $"{a} \\times {b}", ParseMode.Math));
            Assert.True(Restatement.Is($"What is {a}+{b}?", $"{a + b}", $"{a}+{b}", ParseMode.Math));
            Assert.True(Restatement.Is($"Solve $ {a}x > {a * b} $ for x.", $"x>{b}", $"{a}x>{a * b}", ParseMode.Math));
            Assert.False(Restatement.Is($"Compute ${a}\\cdot {b}$.", $"{a * b}", $"{a * b}", ParseMode.Math));
            Assert.False(Restatement.Is($"Compute ${a}\\cdot {b}$.", $"{a * b}", $"{a}\\cdot {b}={a * b}", ParseMode.Math));
            Assert.False(Restatement.Is($"Which is larger, ${a}\\cdot {b}$ or ${a}$?", $"{a * b}", $"{a}\\cdot {b}", ParseMode.Math));
            Assert.False(Restatement.Is($"Compute ${a}\\cdot {b}$.", $"{a}\\cdot {b}", $"{a} \\times {b}", ParseMode.Math));
        });
    }

    private static void Try(int seed, Action<Random> claim, int times = Times)
    {
        var random = new Random(seed);
        for (var i = 0; i < times; i++)
        {
            claim(random);
        }
    }

    private static void Accepts(string gold, string said)
    {
        var (same, detail) = AnswerComparer.Compare(gold, said, ParseMode.Math, Rational.Zero);
        Assert.True(same, $"{gold} | {said}: {detail}");
    }

    private static void Refuses(string gold, string said)
    {
        var (same, detail) = AnswerComparer.Compare(gold, said, ParseMode.Math, Rational.Zero);
        Assert.False(same, $"{gold} | {said}: {detail}");
    }
}
