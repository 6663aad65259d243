using System.Text;

namespace Guide.TestKit;

/// <summary>Pairs that are made to cost time, stack or memory. Every one must end in a verdict; benchmarks/ measures the dearest.</summary>
internal static class HostileAnswers
{
    /// <summary>What it attacks, the gold, what is said, and whether that is a whole completion.</summary>
    public static IEnumerable<(string Name, string Gold, string Said, bool IsText)> Pairs()
    {
        foreach (var (name, answer) in Answers())
        {
            // Against a plain gold, against itself slightly changed, and as the gold.
            yield return (name, "5", answer, false);
            yield return (name + ", in a box", "5", "So \\boxed{" + answer + "}", true);
            yield return (name + ", twice", answer, answer + "+1", false);
            yield return (name + ", as the gold", answer, "\\frac{x+1}{\\sqrt{2}}", false);
        }

        foreach (var (name, completion) in Completions())
        {
            yield return (name, "5", completion, true);
        }

        foreach (var (name, gold, said) in Comparisons())
        {
            yield return (name, gold, said, false);
            yield return (name + ", reversed", said, gold, false);
        }
    }

    private static string Repeat(string part, int times) => new StringBuilder(part.Length * times).Insert(0, part, times).ToString();

    private static string Join(string separator, int count, Func<int, string> part) => string.Join(separator, Enumerable.Range(1, count).Select(part));

    private static IEnumerable<(string Name, string Answer)> Answers()
    {
        foreach (var open in (string[])["(", "[", "{", "\\{", "\\left(", "\\left\\{", "\\frac{1}{", "\\sqrt{", "\\sqrt[3]{", "|", "\\lfloor ", "2^{", "x_{", "\\text{", "\\overline{", "\\begin{pmatrix}", "\\sin(", "-(", "\\binom{5}{", "\\sum_{k=1}^{", "\\pm ", "f(", "\\boxed{", "\\mathrm{\\text{", "!", "'", "^", "_", "\\cup ", "/"])
        {
            yield return ("400 × " + open, Repeat(open, 400));
            yield return ("20000 × " + open, Repeat(open, 20_000));
        }

        foreach (var (open, close) in ((string, string)[])[("(", ")"), ("\\left(", "\\right)"), ("{", "}"), ("\\sqrt{", "}"), ("\\frac{1}{1+", "}"), ("\\{", "\\}"), ("[", "]"), ("|", "|"), ("\\lfloor ", " \\rfloor"), ("\\sin(", ")"), ("e^{", "}"), ("-(", ")"), ("1+2(", ")"), ("\\ln(1+", ")")])
        {
            yield return ($"300 nested {open}", Repeat(open, 300) + "2" + Repeat(close, 300));
            yield return ($"5000 nested {open}", Repeat(open, 5000) + "2" + Repeat(close, 5000));
            yield return ($"60 nested {open} around x", Repeat(open, 60) + "x" + Repeat(close, 60));
        }

        yield return ("a megabyte of digits", new string('7', 1_000_000));
        yield return ("5,900 digits", new string('7', 5_900));
        yield return ("5,900 places", "0." + new string('7', 5_900));
        yield return ("a period of 190 digits", "0.(" + new string('7', 150) + "1234567890123456789012345678901234567890)");
        yield return ("a megabyte of letters", new string('x', 1_000_000));
        yield return ("a megabyte of blanks", new string(' ', 1_000_000) + "6");
        yield return ("19,000 combining marks", "a" + new string('\u0301', 19_000));
        yield return ("19,000 zero-width blanks", new string('\u200b', 19_000) + "6");
        yield return ("9,000 lone surrogates", Repeat("\ud800x", 9_000));
        yield return ("unicode digits", Repeat("٣", 9_000));
        yield return ("superscripts", "2" + Repeat("⁹", 9_000));
        yield return ("fractions in one character", Repeat("½", 6_000));
        yield return ("a tower", "9^{9^{9^{9^{9^{9}}}}}");
        yield return ("a tower of 100", Join("^", 100, static _ => "9"));
        yield return ("a small tower of 40", Join("^", 40, static _ => "1.01"));
        yield return ("its reciprocal", "\\frac{1}{9^{9^{9^9}}}");
        yield return ("nested factorials", Repeat("(", 12) + "9!" + Repeat(")!", 12));
        yield return ("a hundred million factorial", "100000000!");
        yield return ("1000! + 999!", "1000!+999!");
        yield return ("double factorials", "9999!!+9998!!");
        yield return ("factorials of factorials", "((3!)!)!+((3!)!)!");
        yield return ("a great binomial", "\\binom{1000000000}{500000000}");
        yield return ("a middle binomial", "\\binom{1000000}{1200}+\\binom{999999}{1199}");
        yield return ("binomials of binomials", "\\binom{\\binom{40}{20}}{\\binom{20}{10}}");
        yield return ("a sum to 10^12", "\\sum_{n=1}^{10^{12}} \\frac{1}{n}");
        yield return ("a sum of 400 terms", "\\sum_{n=1}^{400} \\frac{1}{n}");
        yield return ("sums of sums of sums", "\\sum_{a=1}^{300}\\sum_{b=1}^{300}\\sum_{c=1}^{300}\\frac{1}{a+b\\sqrt{c}}");
        yield return ("a sum of factorials", "\\sum_{n=1}^{300} n!");
        yield return ("a product of powers", "\\prod_{n=1}^{400} n^{n}");
        yield return ("sums of sines", "\\sum_{n=1}^{400} \\sin(n^{n})");
        yield return ("a hundred sums", Join("+", 100, static k => $"\\sum_{{n=1}}^{{400}} \\frac{{1}}{{n+{k}}}"));
        yield return ("(x+1)^10000", "(x+1)^{10000}");
        yield return ("x^{10^9}", "x^{1000000000}+y^{10^{30}}");
        yield return ("200 factors", Join(string.Empty, 200, static k => $"(x+{k})"));
        yield return ("1000 terms", Join("+", 1000, static k => $"{k}x^{{{k}}}"));
        yield return ("50 variables", Join("+", 26, static k => $"{(char)('a' + k - 1)}^{{{k}}}") + Join(string.Empty, 24, static k => $"+x_{{{k}}}"));
        yield return ("surds", Join("+", 400, static k => $"\\sqrt{{{k}}}"));
        yield return ("surds of surds", Join("+", 60, static k => $"\\sqrt[{k + 1}]{{{k}+\\sqrt{{{k + 1}}}}}"));
        yield return ("logarithms", Join("+", 300, static k => $"\\ln {k + 1}"));
        yield return ("sines", Join("+", 300, static k => $"\\sin {k}"));
        yield return ("arctangents", Join("+", 200, static k => $"\\arctan\\frac{{1}}{{{k}}}"));
        yield return ("a sine of a great number", "\\sin(10^{10^{5}})");
        yield return ("exponentials of exponentials", "e^{e^{e^{e^{10}}}}");
        yield return ("1 minus a breath", "1-10^{-20000}");
        yield return ("powers of fractions", "(\\frac{99999}{99998})^{99999}");
        yield return ("a remainder", "17^{10^{18}} \\bmod 10");
        yield return ("remainders", Join("+", 300, static k => $"(n^{{{k}}} \\bmod {k + 1})"));
        yield return ("floors", Join("+", 300, static k => $"\\lfloor n/{k} \\rfloor"));
        yield return ("an integral", "\\int_0^1 \\frac{x^{7}+\\sin(x)}{\\sqrt{x^{11}+x+\\cos(x^3)}} dx");
        yield return ("1500 ±", Repeat("\\pm 1", 1500));
        yield return ("six ± in six places", "\\pm 1\\pm\\sqrt2\\pm\\sqrt3\\pm\\sqrt5\\pm\\sqrt7\\pm\\sqrt{11}");
        yield return ("100,000 set elements", "\\{" + Join(",", 100_000, static k => $"{k}") + "\\}");
        yield return ("3,000 set elements", "\\{" + Join(",", 3_000, static k => $"{k}") + "\\}");
        yield return ("200 surds in a set", "\\{" + Join(",", 200, static k => $"\\sqrt{{{k}}}") + "\\}");
        yield return ("200 pairs", Join(",", 200, static k => $"({k},\\sqrt{{{k}}})"));
        yield return ("a 1000 × 1000 matrix", "\\begin{pmatrix}" + Join("\\\\", 1000, static _ => Join("&", 1000, static k => "1")) + "\\end{pmatrix}");
        yield return ("a 40 × 40 matrix", "\\begin{pmatrix}" + Join("\\\\", 40, static r => Join("&", 40, k => $"{r * k}")) + "\\end{pmatrix}");
        yield return ("matrix products", Repeat("\\begin{pmatrix}" + Join("\\\\", 12, static r => Join("&", 12, k => $"{r + k}")) + "\\end{pmatrix}", 5));
        yield return ("a determinant of surds", "\\begin{vmatrix}" + Join("\\\\", 8, static r => Join("&", 8, k => $"\\sqrt{{{r * k}}}")) + "\\end{vmatrix}");
        yield return ("a determinant of fractions", "\\begin{vmatrix}" + Join("\\\\", 8, static r => Join("&", 8, k => $"\\frac{{{r * 97}}}{{{k * 89 + r}}}")) + "\\end{vmatrix}");
        yield return ("intervals", Join("\\cup", 150, static k => $"(\\sqrt{{{2 * k}}},\\sqrt{{{(2 * k) + 1}}})"));
        yield return ("a chain of inequalities", Join("<", 500, static k => $"x_{{{k}}}"));
        yield return ("a chain of equations", Join("=", 1000, static k => $"{k}"));
        yield return ("a quadratic inequality of powers", "(x+\\sqrt{2})^{40} < (x-\\sqrt3)^{38}");
        yield return ("a long equation", Join("+", 26, static k => $"{k}{(char)('a' + k - 1)}") + "=1");
        yield return ("units", "5 " + Repeat("\\text{ kg m s}", 300));
        yield return ("a unit to a power", "5\\text{ m}^{999999999}");
        yield return ("colons", Join(":", 2000, static k => $"{k}"));
        yield return ("primes", "f" + new string('\'', 5000) + "(x)");
        yield return ("a based number", new string('7', 390) + "_8");
        yield return ("dollars", new string('$', 19_000));
        yield return ("commas", new string(',', 19_000));
        yield return ("and and and", Repeat(" and ", 3_900));
        yield return ("words", Repeat("no solution ", 1_600));
        yield return ("signs", Repeat("+-", 9_000) + "5");
        yield return ("nothing but commands", Repeat("\\displaystyle", 1_500));
        yield return ("a continued fraction", Repeat("1+\\frac{1}{", 150) + "x" + Repeat("}", 150));
        yield return ("one hundred powers of sums", Join("+", 100, static k => $"(a+b+c+{k})^{{{k}}}"));
        yield return ("a logarithm to a base to a base", Join("\\log_{", 60, static _ => string.Empty) + "2" + Repeat("}3", 59));
        yield return ("gcd", "\\gcd(" + Join(",", 500, static k => $"{k}!") + ")");
        yield return ("imaginary powers", "i^{i^{i^{i^{i}}}}+(-1)^{\\sqrt2+i}");
        yield return ("thousands", Join(",", 4_000, static _ => "123"));
        yield return ("dots", Join(".", 4_000, static _ => "123"));
        yield return ("1e9999", "1e9999+1e-9999");
        yield return ("an inequality with a great number", "x \\ne 31e9992\\sin(x)\\cos(x)");
        yield return ("a quadratic with a great number", "x^2 \\ne 1e9999+\\sqrt{2}x");
        yield return ("an inequality with a great power", "xe^9^9 > -1");
    }

    private static IEnumerable<(string Name, string Completion)> Completions()
    {
        foreach (var part in (string[])["The answer is ", "The answer is 5. ", "This answer is wrong. ", "\\boxed{5} ", "\\boxed{", "\\boxed", "#### ", "\n#### 5", "$5$ and ", "Answer: ", "\\[ ", "\\( x \\) ", "final answer ", "\nA: ", "\\fbox{1}", "(1, 2) ", "3:", "option (A) ", "```", "\\boxed{\\frac{1}{2}} or ", "not \\boxed{3} "])
        {
            yield return ("a megabyte of " + part.Trim(), Repeat(part, 1_000_000 / part.Length));
        }

        yield return ("a megabyte of nothing", new string('\n', 1_000_000));
        yield return ("a megabyte of brackets before a number", Repeat("(", 1_000_000) + "5)");
    }

    private static IEnumerable<(string Name, string Gold, string Said)> Comparisons()
    {
        yield return ("towers that differ at the top", "9^{9^{9^9}}", "9^{9^{9^8}}");
        yield return ("great powers that differ by one", "10^{10^{10}}", "10^{10^{10}}+1");
        yield return ("199 surds in another order", "\\{" + Join(",", 199, static k => $"\\sqrt{{{k}}}") + "\\}", "\\{" + Join(",", 199, static k => $"\\sqrt{{{200 - k}}}") + "\\}");
        yield return ("199 sines that are not the cosines", Join(",", 199, static k => $"\\sin {k}"), Join(",", 199, static k => $"\\cos {k}"));
        yield return ("a power and its product", "(x+1)^{300}", "(x+1)^{299}(x+2)");
        yield return ("powers of four variables", "(x+y+z+w)^{60}", "(w+z+y+x)^{60}");
        yield return ("products in another order", Join(string.Empty, 150, static k => $"(x+{k})"), Join(string.Empty, 150, static k => $"(x+{151 - k})"));
        yield return ("Ramanujan's nearly whole number", "e^{\\pi\\sqrt{163}}", "262537412640768744");
        yield return ("a root of roots", "\\sqrt{5+2\\sqrt6}+\\sqrt{7+2\\sqrt{12}}", "\\sqrt2+2\\sqrt3+2");
        yield return ("sums of fractions", "\\sum_{k=1}^{399}\\frac{1}{k}", "\\sum_{k=1}^{400}\\frac{1}{k}");
        yield return ("symbolic sums", "\\sum_{k=1}^{n}\\sum_{j=1}^{k} j", "\\frac{n(n+1)(n+2)}{6}");
        yield return ("curves", "(x+y)^{30}=z^{30}", "(y+x)^{30}-z^{30}=0");
        yield return ("intervals in another order", Join("\\cup", 60, static k => $"({2 * k},{(2 * k) + 1})"), Join("\\cup", 60, static k => $"({2 * (61 - k)},{(2 * (61 - k)) + 1})"));
        yield return ("identities of high degree", "\\cos(40x)", "2\\cos^2(20x)-1");
        yield return ("floors", "\\lfloor n/2 \\rfloor + \\lfloor n/3 \\rfloor", "\\lfloor 5n/6 \\rfloor");
    }
}
