using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;
using Guide.Recipes;

namespace Guide.UnitTests.PolicyModel;

/// <summary>From a prompt's words to the ids of its contexts, with a checkpoint's own files.</summary>
public sealed class PolicyVocabularyTests : IDisposable
{
    private static readonly string[] Words = ["<unk>", "<|im_end|>", "<|im_start|>", "user", "assistant", "system", "2", "+", "?", "Hint:", "add", "."];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    public PolicyVocabularyTests()
    {
        using var model = TestModels.Loud(TestModels.Tiny(), 1);
        PolicyCheckpoint.Save(_folder.FullName, model);
        WordLevelTokenizerWriter.Write(_folder.FullName, Words, eos: "<|im_end|>");

        // As real ones have them: found in the text wherever they stand.
        var file = Path.Combine(_folder.FullName, "tokenizer.json");
        var tokenizer = JsonNode.Parse(File.ReadAllText(file))!;
        tokenizer["added_tokens"] = new JsonArray([.. Words[1..3].Select((word, i) => (JsonNode)new JsonObject { ["id"] = i + 1, ["content"] = word, ["special"] = true, ["normalized"] = false })]);
        File.WriteAllText(file, tokenizer.ToJsonString());
    }

    [Fact]
    public void A_chat_template_is_written_out_in_ids_and_both_contexts_end_alike()
    {
        var vocabulary = Of("qwen3");
        var unguided = vocabulary.Unguided("2 + 2 ?");
        var guided = vocabulary.Guided("2 + 2 ?", "{prompt}\n\nHint: {hint} .", "add");

        Assert.Equal(Ids("<|im_start|> user 2 + 2 ? <|im_end|> <|im_start|> assistant"), unguided);
        Assert.Equal(Ids("<|im_start|> user 2 + 2 ? Hint: add . <|im_end|> <|im_start|> assistant"), guided);
    }

    [Fact]
    public void Auto_is_what_the_checkpoint_names_and_none_adds_what_the_tokenizer_adds()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "chat_template.jinja"), "{% for m in messages %}{{ '<|im_start|> ' + m.role + ' ' + m.content + ' <|im_end|> ' }}{% endfor %}<|im_start|> assistant");
        Assert.Equal(Ids("<|im_start|> user 2 + 2 ? <|im_end|> <|im_start|> assistant"), Of("auto").Unguided("2 + 2 ?"));
        var plain = Of("none");
        Assert.Equal(plain.Tokenizer.Encode("2 + 2 ?", addSpecialTokens: true), plain.Unguided("2 + 2 ?"));
    }

    [Fact]
    public void Stop_ids_and_stop_strings_come_from_generation_config()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "generation_config.json"), """{"eos_token_id": [1, 11], "stop_strings": ["Hint:"]}""");
        var vocabulary = Of("none");
        Assert.Equal([1, 11], vocabulary.StopIds);
        Assert.Equal(["Hint:"], vocabulary.StopStrings);
    }

    [Theory]
    [InlineData(FinishReason.Stop, "2 + .", "2 +")] // The stop id is an ordinary word here: only its place tells that it is none.
    [InlineData(FinishReason.Stop, "2 . + .", "2 . +")]
    [InlineData(FinishReason.Stop, ".", "")]
    [InlineData(FinishReason.Stop, "2 + Hint:", "2 + Hint:")] // ended by a stop string, which is text
    [InlineData(FinishReason.Length, "2 + .", "2 + .")]
    [InlineData(FinishReason.Length, "", "")]
    public void A_completions_text_lacks_the_stop_id_that_ended_it_and_nothing_else(FinishReason reason, string words, string expected)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "generation_config.json"), """{"eos_token_id": [1, 11], "stop_strings": ["Hint:"]}""");
        var ids = words.Length == 0 ? Array.Empty<int>() : Ids(words);
        Assert.Equal(expected, Of("none").TextOf(new SampledCompletion(ids, new float[ids.Length], reason)));
    }

    [Theory]
    [InlineData("none", "{prompt}\n\nHint: {hint}\n", "'guidance.template' must end in {prompt}")]
    [InlineData("none", null, null)]
    [InlineData("qwen3", "{prompt}\n\nHint: {hint} .", null)]
    [InlineData("llama2", "{prompt}\n\nHint: {hint} .", null)]
    public void Contexts_that_do_not_end_alike_are_refused_by_the_recipes_key(string chatTemplate, string? template, string? problem)
    {
        template ??= new GuidanceRecipe().Template;
        var found = Of(chatTemplate).Problem(template, [("p1", "2 + 2 ?", "add")]);
        if (problem is null)
        {
            Assert.Null(found);
        }
        else
        {
            Assert.StartsWith(problem, found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Ids_count_not_only_words()
    {
        WordLevelTokenizerWriter.Write(_folder.FullName, Words, bos: "2");
        var vocabulary = Of("none");
        Assert.Equal("'data.prompts' does not go with the prompt 'p2': it has more than one begin-of-sequence token (id 6)", vocabulary.Problem(template: null, [("p1", "2 + ?", "2"), ("p2", "2 + 2 ?", null)]));
        Assert.Equal(
            "'guidance.template' does not go with the prompt 'p1': it has more than one begin-of-sequence token (id 6)",
            vocabulary.Problem("Hint: {hint} {prompt}", [("p1", "2 + ?", "2")]));

        // The words grow together, and the last id is another one.
        Assert.Equal(
            "'guidance.template' does not go with the prompt 'p3': with its hint it ends in other tokens than alone",
            vocabulary.Problem("{hint}{prompt}", [("p3", "?", "add")]));
        Assert.Null(vocabulary.Problem("{hint}{prompt}", [("p3", "+ ?", "add")]));
    }

    [Fact]
    public void An_unknown_template_is_one_line_with_the_known_ones()
    {
        var failure = Assert.Throws<CheckpointException>(() => Of("qwen-maths"));
        Assert.Contains("qwen-math", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Auto_without_a_template_is_refused() =>
        Assert.Contains("has no chat template", Assert.Throws<GuideException>(() => Of("auto")).Message, StringComparison.Ordinal);

    private PolicyVocabulary Of(string chatTemplate) => PolicyVocabulary.Of(_folder.FullName, new SamplingRecipe { ChatTemplate = chatTemplate });

    public void Dispose() => _folder.Delete(recursive: true);

    private static int[] Ids(string words) => [.. words.Split(' ').Select(word => Array.IndexOf(Words, word))];
}
