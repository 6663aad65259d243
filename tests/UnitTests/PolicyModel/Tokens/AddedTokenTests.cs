using System.Text.Json.Nodes;

using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Tokens;

namespace Guide.UnitTests.PolicyModel;

/// <summary>Ids of added tokens and what begins and ends a text; values as transformers 5.17 gives them, where add_bos_token plays no part.</summary>
public sealed class AddedTokenTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    [Theory]
    [InlineData("", """{"added_tokens_decoder":{"30":{"content":"<x>","special":true},"31":{"content":"<y>"}}}""", "30 31 - 10")]
    [InlineData("", """{"added_tokens_decoder":{"33":{"content":"<x>"}}}""", "30 - - 10")]
    [InlineData("30 <x>", """{"added_tokens_decoder":{"30":{"content":"<y>"}}}""", "30 31 - 10")]
    [InlineData("32 <x>", "{}", "30 - - 10")]
    [InlineData("30 <x>,30 <y>", "{}", "30 31 - 10")]
    [InlineData("30 <x>,31 <x>", "{}", "30 - - 10")]
    [InlineData("7 <x>", "{}", "30 - - 10")]
    [InlineData("30 <x>,31 h", "{}", "30 - - 10")]
    [InlineData("31 <x>,30 <y>", "{}", "30 31 - 10")]
    [InlineData("", """{"pad_token":"<pad>"}""", "- - 30 10")]
    [InlineData("", """{"pad_token":"<pad>","additional_special_tokens":["<x>","<y>"]}""", "31 32 30 10")]
    [InlineData("", """{"extra_special_tokens":{"image_token":"<x>"}}""", "30 - - 10")]
    [InlineData("", """{"bos_token":"<x>"}""", "30 - - 10")]
    public void Ids_are_those_that_transformers_gives(string added, string config, string ids) => Assert.Equal(ids, Ids(Load(added, config)));

    [Fact]
    public void Older_companions_add_tokens_too()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "added_tokens.json"), """{"<y>":31,"<x>":30}""");
        Assert.Equal("30 31 - 10", Ids(Load("", "{}")));
        File.Delete(Path.Combine(_folder.FullName, "added_tokens.json"));

        File.WriteAllText(Path.Combine(_folder.FullName, "special_tokens_map.json"), """{"pad_token":"<pad>","additional_special_tokens":["<x>"]}""");
        Assert.Equal("31 - 30 10", Ids(Load("", "{}")));
    }

    [Theory]
    [InlineData("none", """{"add_bos_token":true}""", "1 10")]
    [InlineData("none", """{"add_bos_token":true,"add_eos_token":true}""", "1 10 2")]
    [InlineData("none", """{"add_bos_token":null}""", "10")]
    [InlineData("bytes", """{"add_bos_token":true}""", "1 10")] // As R1-Distill has it.
    [InlineData("bos", "{}", "1 10")]
    [InlineData("bos", """{"add_bos_token":true}""", "1 10")]
    [InlineData("bos", """{"add_bos_token":false}""", "10")]
    [InlineData("bos", """{"add_eos_token":true}""", "1 10 2")]
    [InlineData("bos-eos", """{"add_eos_token":false}""", "1 10")]
    public void Begin_and_end_are_as_the_configuration_says(string post, string config, string ids)
    {
        var tokenizer = Load("", config[..^1] + (config.Length > 2 ? "," : "") + "\"bos_token\":\"<s>\",\"eos_token\":\"</s>\"}", post);

        Assert.Equal(ids, string.Join(' ', tokenizer.Encode("h", addSpecialTokens: true)));
        Assert.Equal("10", string.Join(' ', tokenizer.Encode("h")));
    }

    [Theory]
    [InlineData("""{"add_bos_token":true}""", "there is no bos_token")]
    [InlineData("""{"add_bos_token":"yes"}""", "'add_bos_token' is \"yes\", neither true nor false")]
    [InlineData("""{"add_eos_token":1}""", "'add_eos_token' is 1, neither true nor false")]
    [InlineData("""{"split_special_tokens":true}""", "'split_special_tokens'")]
    public void What_cannot_be_done_is_refused_by_name(string config, string words) =>
        Assert.Contains(words, Assert.Throws<CheckpointException>(() => Load("", config)).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Ids of four tokens, as text, and whether a text with them is cut at them.</summary>
    private static string Ids(ITokenizer tokenizer)
    {
        string[] tokens = ["<x>", "<y>", "<pad>", "h"];
        Assert.All(tokens.Where(t => tokenizer.IdOf(t) is not null), t => Assert.Equal([10, tokenizer.IdOf(t)!.Value, 10], tokenizer.Encode($"h{t}h")));
        return string.Join(' ', tokens.Select(t => tokenizer.IdOf(t)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"));
    }

    private ITokenizer Load(string added, string config, string post = "none")
    {
        var vocabulary = new JsonObject { ["<unk>"] = 0, ["<s>"] = 1, ["</s>"] = 2 };
        foreach (var c in "abcdefghijklmnopqrstuvwxyz\u0120")
        {
            vocabulary[$"{c}"] = vocabulary.Count;
        }

        var tokens = "0 <unk>,1 <s>,2 </s>".Split(',').Concat(added.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(t => t.Split(' '));
        JsonObject Special(string text) => new() { ["SpecialToken"] = new JsonObject { ["id"] = text, ["type_id"] = 0 } };
        JsonNode[] single = [.. post.StartsWith("bos", StringComparison.Ordinal) ? [Special("<s>")] : Array.Empty<JsonNode>(), new JsonObject { ["Sequence"] = new JsonObject { ["id"] = "A", ["type_id"] = 0 } }, .. post == "bos-eos" ? [Special("</s>")] : Array.Empty<JsonNode>()];
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer.json"), new JsonObject
        {
            ["added_tokens"] = new JsonArray([.. tokens.Select(t => new JsonObject { ["id"] = int.Parse(t[0], System.Globalization.CultureInfo.InvariantCulture), ["content"] = t[1], ["special"] = true })]),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = true },
            ["post_processor"] = post switch
            {
                "none" => null,
                "bytes" => new JsonObject { ["type"] = "ByteLevel" },
                _ => new JsonObject
                {
                    ["type"] = "TemplateProcessing",
                    ["single"] = new JsonArray(single),
                    ["special_tokens"] = new JsonObject { ["<s>"] = new JsonObject { ["ids"] = new JsonArray(1) }, ["</s>"] = new JsonObject { ["ids"] = new JsonArray(2) } },
                },
            },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = new JsonArray() },
        }.ToJsonString());
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer_config.json"), config);
        return TokenizerLoader.TryLoad(_folder.FullName)!;
    }
}
