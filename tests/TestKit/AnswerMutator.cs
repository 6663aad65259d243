using System.Text;

namespace Guide.TestKit;

/// <summary>Damages answers the way models, tokenizers and attackers do.</summary>
internal sealed class AnswerMutator(Random random, IReadOnlyList<string> seeds)
{
    private static readonly string[] Scraps =
    [
        "\\frac", "{", "}", "(", ")", "[", "]", "^", "_", "\\sqrt", "|", "\\left", "\\right", ",", "=", "<", "\\le", "!", "'", "%", "$", "\\text{", "\\boxed{", "\\pm", "9^{9^{9}}", "\\cup", "\\infty", "1e999", "0.(", "\\overline{", "\\begin{pmatrix}", "\\end{pmatrix}", "&", "\\\\", "/0", "-", "+", "10^{10}",
        "\\sum_{k=1}^{9}", "\\int", "\\log_", "\\binom", " and ", " or ", ":", "°", "π", "\\{", "\\}", "\\mid", "\\in", "x", "i", "e", "\u0000", "\ud800", "１", "∞", "\\mathrm{~m}", "!!!!", "((((((((", "))))))))", "{{{{{{{{", "\\frac{\\frac{", "^^", "__", "\\sin", "\\floor", "\\bmod", "0", "1234567890123456789", ".", "\\%", "\\circ", "...",
    ];

    /// <summary>One damaged answer.</summary>
    public string Next() => Next(seeds[random.Next(seeds.Count)]);

    /// <summary>The seed, damaged.</summary>
    public string Next(string seed)
    {
        var text = new StringBuilder(seed);
        for (var edits = random.Next(4); edits >= 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            switch (random.Next(7))
            {
                case 0:
                    text.Insert(at, Scraps[random.Next(Scraps.Length)]);
                    break;
                case 1 when text.Length > 0:
                    text.Remove(Math.Min(at, text.Length - 1), 1);
                    break;
                case 2 when text.Length > 0:
                    text[Math.Min(at, text.Length - 1)] = (char)random.Next(32, 127);
                    break;
                case 3 when text.Length is > 2 and < 400:
                    var from = random.Next(text.Length - 1);
                    text.Insert(at, text.ToString(from, random.Next(1, text.Length - from)));
                    break;
                case 4:
                    text.Append(Scraps[random.Next(Scraps.Length)]).Append(seeds[random.Next(seeds.Count)]);
                    break;
                case 5 when text.Length > 1:
                    var cut = random.Next(text.Length);
                    text.Length = cut;
                    break;
                default:
                    text.Insert(at, (char)random.Next(0, 0x3000));
                    break;
            }
        }

        return text.ToString();
    }
}
