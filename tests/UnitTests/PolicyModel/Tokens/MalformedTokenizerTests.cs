using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Tokens;
using Guide.PolicyModel.Transformer;

namespace Guide.UnitTests.PolicyModel;

/// <summary>Tokenizer files that are damaged or know more than we do: a tokenizer that encodes, or one line.</summary>
public sealed class MalformedTokenizerTests : IDisposable
{
    /// <summary>Every kind of part the loader knows, small.</summary>
    private const string ByteLevel = """
        {"added_tokens":[{"id":8,"content":"<|end|>","special":true,"normalized":false}],
         "normalizer":{"type":"NFC"},
         "pre_tokenizer":{"type":"Sequence","pretokenizers":[
           {"type":"Split","pattern":{"Regex":"(?i:'s)|\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+|\\s+"},"behavior":"Isolated","invert":false},
           {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]},
         "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<|end|>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"<|end|>":{"id":"<|end|>","ids":[8],"tokens":["<|end|>"]}}},
         "decoder":{"type":"ByteLevel"},
         "model":{"type":"BPE","vocab":{"a":0,"b":1,"c":2,"ab":3,"abc":4,"Ġ":5,"Ġa":6,"1":7},"merges":["a b","ab c",["Ġ","a"]],"ignore_merges":false}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("guide-test-").FullName;

    private string File => Path.Combine(_folder, "tokenizer.json");

    [Fact]
    public void The_example_works()
    {
        var tokenizer = Load(ByteLevel);

        Assert.Equal([4, 5, 3, 8, 7], tokenizer.Encode("abc ab<|end|>1"));
        Assert.Equal([8, 4], tokenizer.Encode("abc", addSpecialTokens: true));
        Assert.Equal("abc ab1", tokenizer.Decode([4, 5, 3, 8, 7]));
    }

    [Theory]
    [InlineData("\"type\":\"BPE\"", "\"type\":\"Unigram\"", "Unigram")]
    [InlineData("\"type\":\"NFC\"", "\"type\":\"Nmt\"", "Nmt")]
    [InlineData("\"type\":\"Split\"", "\"type\":\"Whitespacey\"", "Whitespacey")]
    [InlineData("\"type\":\"TemplateProcessing\"", "\"type\":\"BertProcessing\"", "BertProcessing")]
    [InlineData("\"decoder\":{\"type\":\"ByteLevel\"}", "\"decoder\":{\"type\":\"CTC\"}", "CTC")]
    [InlineData("\"ab c\"", "\"abc\"", "'abc' is not a pair")]
    [InlineData("\"abc\":4", "\"abc\":-4", "an id is out of range")]
    [InlineData("\"abc\":4", "\"abc\":2000000000", "an id is out of range")]
    [InlineData("\\\\s+\"", "(\"", "is not understood")]
    [InlineData("\"vocab\"", "\"words\"", "not a valid tokenizer")]
    public void A_part_that_is_not_known_is_named_in_one_line(string old, string changed, string problem)
    {
        Assert.Contains(old, ByteLevel, StringComparison.Ordinal);

        var error = Assert.Throws<CheckpointException>(() => Load(ByteLevel.Replace(old, changed, StringComparison.Ordinal)));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(File, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_mutated_tokenizer_loads_and_encodes_or_fails_in_one_line()
    {
        var (failures, working) = (0, 0);
        var random = new CounterRandom(11, 0);
        for (var round = 0u; round < 3000; round++)
        {
            var text = ByteLevel.ToCharArray();
            var (a, b, c, _) = random.Block(round);
            var mutated = (round % 4) switch
            {
                0 => ByteLevel[..(int)(a % (uint)text.Length)],
                1 => Changed((char)(32 + (b % 95))),
                2 => Changed((char)('0' + (b % 10))),
                _ => ByteLevel.Remove((int)(a % (uint)text.Length), (int)Math.Min(1 + (c % 12), (uint)text.Length - (a % (uint)text.Length))),
            };
            try
            {
                Load(mutated).Encode("abc ab<|end|>1");
                working++;
            }
            catch (Exception exception) when (exception is CheckpointException or TokenizationException)
            {
                Assert.DoesNotContain('\n', exception.Message);
                failures++;
            }

            string Changed(char with)
            {
                text[a % (uint)text.Length] = with;
                return new string(text);
            }
        }

        Assert.True(failures > 1000 && working > 100, $"{failures} failed, {working} worked");
    }

    [Fact]
    public void A_tokenizer_with_more_ids_than_the_model_is_refused_with_both_numbers()
    {
        using var model = CausalLm.CreateRandom(TestModels.Tiny(vocabulary: 7), 1);
        PolicyCheckpoint.Save(_folder, model);
        System.IO.File.WriteAllText(File, ByteLevel);

        var error = Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(_folder));

        Assert.Contains("the tokenizer's vocabulary has 8 ids, the model only 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_shard_and_a_wrong_index_are_named()
    {
        using var model = CausalLm.CreateRandom(TestModels.Tiny(), 1);
        PolicyCheckpoint.Save(_folder, model);
        System.IO.File.Move(Path.Combine(_folder, "model.safetensors"), Path.Combine(_folder, "model-00001-of-00002.safetensors"));
        var index = Path.Combine(_folder, "model.safetensors.index.json");
        string Failure(string map)
        {
            System.IO.File.WriteAllText(index, map);
            var message = Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(_folder)).Message;
            Assert.DoesNotContain('\n', message);
            return message;
        }

        Assert.Contains("the shard model-00002-of-00002.safetensors is missing", Failure("""{"weight_map":{"model.norm.weight":"model-00002-of-00002.safetensors"}}"""), StringComparison.Ordinal);
        Assert.Contains("not a plain file name", Failure("""{"weight_map":{"model.norm.weight":"../x.safetensors"}}"""), StringComparison.Ordinal);
        Assert.Contains("the weight map is empty", Failure("""{"weight_map":{}}"""), StringComparison.Ordinal);
        Assert.Contains("not a valid index", Failure("""{"weight_map":3}"""), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ITokenizer Load(string json)
    {
        System.IO.File.WriteAllText(File, json);
        return TokenizerLoader.Load(File);
    }
}
