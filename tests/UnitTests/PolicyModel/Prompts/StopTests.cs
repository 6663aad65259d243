using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.PolicyModel.Prompts;
using Guide.Recipes;

namespace Guide.UnitTests.PolicyModel;

/// <summary>What ends a completion: of the checkpoint, of the recipe, and the token with which the template ends turns.</summary>
public sealed class StopTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    [Theory]
    [InlineData("none", "", new[] { 0 }, null)]
    [InlineData("qwen2.5", "", new[] { 0, 2 }, 2)]
    [InlineData("qwen2.5", "2", new[] { 0, 2 }, null)]
    [InlineData("none", "5, 1", new[] { 0, 5, 1 }, null)]
    public void The_token_that_ends_turns_stops_although_no_configuration_names_it(string template, string ids, int[] expected, int? unnamed)
    {
        Write();

        var vocabulary = PolicyVocabulary.Of(_folder.FullName, new SamplingRecipe { ChatTemplate = template, StopIds = ids });

        Assert.Equal((IEnumerable<int>)expected, vocabulary.StopIds);
        Assert.Equal(unnamed, vocabulary.UnnamedTurnEnd);
    }

    [Theory]
    [InlineData("Question:", new[] { "Question:" })]
    [InlineData("""["a\n", "]"]""", new[] { "a\n", "]" })]
    [InlineData("", new string[0])]
    public void Stop_strings_are_one_text_or_a_list(string text, string[] expected)
    {
        Write();

        Assert.Equal((IEnumerable<string>)expected, PolicyVocabulary.Of(_folder.FullName, new SamplingRecipe { StopStrings = text }).StopStrings);
    }

    [Fact]
    public void A_stop_id_outside_the_vocabulary_is_refused()
    {
        Write();

        Assert.Contains("the stop id 40 is outside the vocabulary of 40", Assert.Throws<GuideException>(() => PolicyVocabulary.Of(_folder.FullName, new SamplingRecipe { StopIds = "3,40" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "")]
    [InlineData("1;2", "")]
    [InlineData("", "[\"a\"")]
    [InlineData("", "[\"\"]")]
    public void What_cannot_be_read_is_named(string ids, string texts) =>
        Assert.Throws<FormatException>(() => StopSettings.Of(new SamplingRecipe { StopIds = ids, StopStrings = texts }));

    [Fact]
    public void A_text_with_a_token_beyond_the_embedding_is_refused_by_the_token()
    {
        Write(pad: true);
        var vocabulary = PolicyVocabulary.Of(_folder.FullName, new SamplingRecipe());

        Assert.Equal([6, 7], vocabulary.Unguided("ab"));
        Assert.Contains("'[PAD]' (id 40)", Assert.Throws<Guide.PolicyModel.Tokens.TokenizationException>(() => vocabulary.Unguided("a[PAD]b")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Forty ids; generation_config.json ends with 0, as a base model's does.</summary>
    private void Write(bool pad = false)
    {
        var vocabulary = new JsonObject();
        string[] special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
        foreach (var (id, text) in special.Concat(Enumerable.Range(3, 37).Select(i => i < 6 ? $"x{i}" : $"{(char)('a' + i - 6)}")).Index())
        {
            vocabulary[text] = id;
        }

        var added = new JsonArray([.. special.Concat(pad ? ["[PAD]"] : []).Select((text, id) => new JsonObject { ["id"] = id < 3 ? id : 40, ["content"] = text, ["special"] = true })]);
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer.json"), new JsonObject
        {
            ["added_tokens"] = added,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = "." }, ["behavior"] = "Isolated", ["invert"] = false },
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["vocab"] = vocabulary, ["unk_token"] = "x3" },
        }.ToJsonString());
        File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), """{"architectures":["LlamaForCausalLM"],"vocab_size":40,"hidden_size":8,"intermediate_size":8,"num_hidden_layers":1,"num_attention_heads":1,"eos_token_id":0}""");
        File.WriteAllText(Path.Combine(_folder.FullName, "generation_config.json"), """{"eos_token_id":0}""");
    }
}
