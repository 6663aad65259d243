using System.Buffers.Binary;
using System.Text;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Transformer;

namespace Guide.UnitTests.PolicyModel;

/// <summary>Checkpoint files of other programs, and damaged ones: read whole, or refused in one line.</summary>
public sealed class SafetensorsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    private string File => Path.Combine(_folder.FullName, "x.safetensors");

    [Fact]
    public void A_file_that_another_program_could_have_written_is_read()
    {
        Write("""{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,1],"data_offsets":[2,10]},"a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]}}   """, 10);

        using var file = SafetensorsFile.Open(File);

        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal([2L, 1L], file.Entries["b"].Shape);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], Read(file, "b", 0, 8));
        Assert.Equal([0, 1], Read(file, "a", 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Read(file, "a", 1, 2));
    }

    private static byte[] Read(SafetensorsFile file, string name, long from, int count)
    {
        var bytes = new byte[count];
        file.Read(file.Entries[name], from, bytes);
        return bytes;
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}}""", "lies outside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "lies outside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "lies outside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "needs 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "negative dimension")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}""", "impossible shape")]
    [InlineData("""{"a":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}}""", "unknown number type 'Q4'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "leaves a hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "describes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "twice")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", "not valid JSON of that format")]
    [InlineData("""{"a":{"dtype":"F32","shape":["x"],"data_offsets":[0,4]}}""", "not valid JSON of that format")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("{", "not valid JSON")]
    public void A_malformed_header_is_one_clear_line(string header, string problem)
    {
        Write(header, 8);

        var error = Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(File));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(File, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_header_longer_than_the_file_or_the_limit_is_not_read()
    {
        foreach (var claimed in (ReadOnlySpan<ulong>)[9, 200_000_000, ulong.MaxValue, long.MaxValue])
        {
            var bytes = new byte[16];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, claimed);
            System.IO.File.WriteAllBytes(File, bytes);
            Assert.Contains("the header claims", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(File)).Message, StringComparison.Ordinal);
        }

        System.IO.File.WriteAllBytes(File, new byte[5]);
        Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(File));
        Assert.Contains("no such file", Assert.Throws<CheckpointException>(() => SafetensorsFile.Open(File + "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mutated_checkpoint_loads_or_fails_in_one_line()
    {
        using var model = CausalLm.CreateRandom(TestModels.Tiny() with { Layers = 1, HiddenSize = 8, IntermediateSize = 8, Heads = 2, KeyValueHeads = 1, HeadDim = 4 }, 1);
        var folder = Path.Combine(_folder.FullName, "model");
        PolicyCheckpoint.Save(folder, model);
        var failures = 0;
        foreach (var name in (string[])["config.json", "model.safetensors"])
        {
            var path = Path.Combine(folder, name);
            var original = System.IO.File.ReadAllBytes(path);
            var random = new CounterRandom(4, (ulong)name.Length);
            for (var round = 0u; round < 250; round++)
            {
                var bytes = original.ToArray();
                var (a, b, c, _) = random.Block(round);
                var reach = Math.Min(bytes.Length, 1500);
                switch (round % 4)
                {
                    case 0:
                        bytes = bytes[..(int)(a % (uint)bytes.Length)];
                        break;
                    case 1:
                        bytes[a % (uint)reach] = (byte)b;
                        break;
                    case 2:
                        bytes[a % (uint)reach] = (byte)('0' + (b % 10));
                        break;
                    default:
                        (bytes[a % (uint)reach], bytes[c % (uint)reach]) = (bytes[c % (uint)reach], bytes[a % (uint)reach]);
                        break;
                }

                System.IO.File.WriteAllBytes(path, bytes);
                try
                {
                    using var loaded = PolicyCheckpoint.Load(folder);
                }
                catch (CheckpointException exception)
                {
                    Assert.DoesNotContain('\n', exception.Message);
                    failures++;
                }
            }

            System.IO.File.WriteAllBytes(path, original);
        }

        Assert.InRange(failures, 200, 499);
    }

    [Fact]
    public void Missing_foreign_and_wrongly_shaped_tensors_are_named()
    {
        using var model = CausalLm.CreateRandom(TestModels.Tiny(), 1);
        var folder = Path.Combine(_folder.FullName, "model");
        void Rewrite(Func<SafetensorsTensor, SafetensorsTensor?> change)
        {
            PolicyCheckpoint.Save(folder, model);
            SafetensorsWriter.Write(
                Path.Combine(folder, "model.safetensors"),
                [.. model.Weights.Select(w => change(WeightStorage.Describe(w.Key, w.Value, WeightType.Float32))).OfType<SafetensorsTensor>()],
                new Dictionary<string, string>());
        }

        string Failure() => Assert.Throws<CheckpointException>(() => PolicyCheckpoint.Load(folder)).Message;
        Rewrite(t => t.Name == "model.norm.weight" ? null : t);
        Assert.Contains("'model.norm.weight' is missing", Failure(), StringComparison.Ordinal);
        Rewrite(t => t.Name == "model.norm.weight" ? t with { Name = "model.what.weight" } : t);
        Assert.Contains("'model.what.weight' does not belong", Failure(), StringComparison.Ordinal);
        Rewrite(t => t.Name == "model.norm.weight" ? t with { Shape = [1, 32] } : t);
        Assert.Contains("has shape [1, 32]", Failure(), StringComparison.Ordinal);
        Rewrite(t => t.Name == "model.norm.weight" ? t with { DType = "I32" } : t);
        Assert.Contains("stored as I32", Failure(), StringComparison.Ordinal);

        PolicyCheckpoint.Save(folder, model);
        var config = Path.Combine(folder, "config.json");
        var text = System.IO.File.ReadAllText(config);
        System.IO.File.WriteAllText(config, text.Replace("LlamaForCausalLM", "GPT2LMHeadModel", StringComparison.Ordinal));
        Assert.Contains("'GPT2LMHeadModel' is not supported; supported are LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, Qwen3ForCausalLM", Failure(), StringComparison.Ordinal);
        System.IO.File.WriteAllText(config, text.Replace("\"vocab_size\": 40", "\"vocab_size\": 41", StringComparison.Ordinal));
        Assert.Contains("[40, 32], the configuration asks for [41, 32]", Failure(), StringComparison.Ordinal);
        System.IO.File.WriteAllText(config, text.Replace("\"rope_scaling\": null", "\"rope_scaling\": {\"rope_type\": \"longrope\", \"factor\": 2}", StringComparison.Ordinal));
        Assert.Contains("'longrope' is not supported", Failure(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string header, int data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        for (var i = 0; i < data; i++)
        {
            bytes[8 + text.Length + i] = (byte)i;
        }

        System.IO.File.WriteAllBytes(File, bytes);
    }
}
