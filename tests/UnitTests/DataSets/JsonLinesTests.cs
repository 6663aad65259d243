using Guide.Contracts;
using Guide.DataSets;

namespace Guide.UnitTests.DataSets;

public sealed class JsonLinesTests
{
    [Fact]
    public async Task Lines_have_their_numbers_whatever_ends_them()
    {
        var lines = await ReadAsync("a\r\n\nb\nc", 10);

        Assert.Equal([(1, "a"), (2, ""), (3, "b"), (4, "c")], lines);
    }

    [Fact]
    public async Task A_line_across_blocks_is_whole()
    {
        var longLine = new string('x', 200_000);

        Assert.Equal([(1, longLine), (2, "y")], await ReadAsync($"{longLine}\ny\n", 1_000_000));
    }

    [Fact]
    public async Task A_line_that_never_ends_is_refused_with_its_place_before_it_is_whole()
    {
        var endless = new EndlessText();
        var refused = await Assert.ThrowsAsync<GuideException>(async () => await ReadAsync(endless, 3 * 1024 * 1024));

        Assert.StartsWith("f.jsonl:2: the line is longer than 3 million characters", refused.Message, StringComparison.Ordinal);
        Assert.InRange(endless.Characters, 3 * 1024 * 1024, 4 * 1024 * 1024);
    }

    private static Task<List<(int, string)>> ReadAsync(string text, int longest) => ReadAsync(new StringReader(text), longest);

    private static async Task<List<(int, string)>> ReadAsync(TextReader reader, int longest)
    {
        var lines = new List<(int, string)>();
        await foreach (var line in JsonLines.ReadAsync(reader, "f.jsonl", longest, CancellationToken.None))
        {
            lines.Add(line);
        }

        return lines;
    }

    private sealed class EndlessText : TextReader
    {
        public long Characters { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill('x');
            if (Characters == 0)
            {
                buffer.Span[0] = '\n';
            }

            Characters += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
