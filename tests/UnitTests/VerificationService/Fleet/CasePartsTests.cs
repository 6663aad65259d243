using System.Text;

using Guide.Contracts;
using Guide.TestKit;
using Guide.VerificationService.Fleet;

namespace Guide.UnitTests.VerificationService.Fleet;

public sealed class CasePartsTests
{
    [Theory]
    [InlineData(0, 3, true)]
    [InlineData(1, 3, false)]
    [InlineData(3, 3, true)]
    [InlineData(7, 3, false)]
    [InlineData(9, 3, true)]
    [InlineData(1000, 1, false)]
    [InlineData(5000, 4096, true)]
    public async Task Parts_are_whole_lines_in_order_and_say_where_they_begin(int lines, int each, bool endsWithNewline)
    {
        var text = string.Join('\n', Enumerable.Range(1, lines).Select(i => new string('x', i * 37 % 400) + i)) + (endsWithNewline && lines > 0 ? "\n" : "");
        var (parts, before) = await ReadAsync(text, each);

        Assert.Equal(text, string.Concat(parts));
        Assert.Equal((lines + each - 1) / each, parts.Count);
        Assert.All(parts.SkipLast(1), part => Assert.EndsWith("\n", part, StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, parts.Count).Select(i => i * each), before);
    }

    [Fact]
    public async Task Long_lines_close_a_part_early_and_none_is_cut()
    {
        var text = string.Join('\n', Enumerable.Range(1, 40).Select(i => new string((char)('a' + (i % 26)), i % 7 == 0 ? 1_500_000 : 200_000)));
        var (parts, before) = await ReadAsync(text, 1000);

        Assert.Equal(text, string.Concat(parts));
        Assert.All(parts, part => Assert.True(part.Length <= CaseParts.BytesEach || part.TrimEnd('\n').IndexOf('\n', StringComparison.Ordinal) < 0, $"{part.Length}"));
        Assert.Equal(before.Zip(parts).Take(parts.Count - 1).Select(p => p.First + p.Second.Count(c => c == '\n')), before.Skip(1));
    }

    [Fact]
    public async Task A_line_beyond_all_measure_is_refused_with_its_place()
    {
        var refused = await Assert.ThrowsAsync<GuideException>(() => ReadAsync("{}\n" + new string('x', CaseParts.LongestLine + 1), 1));

        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.EndsWith(":2: the line is longer than 16 MiB: is this a file of JSON lines?", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<(List<string> Parts, List<int> Before)> ReadAsync(string text, int each)
    {
        using var folder = new TemporaryFolder("parts");
        var path = Path.Combine(folder.Path, "cases.jsonl");
        await File.WriteAllTextAsync(path, text);
        var (parts, before) = (new List<string>(), new List<int>());
        await foreach (var (lines, part) in new CaseParts(path, each).ReadAsync())
        {
            parts.Add(Encoding.UTF8.GetString(part.Span));
            before.Add(lines);
        }

        Assert.Equal(parts.Count, (await new CaseParts(path, each).MeasureAsync(CancellationToken.None)).Parts);
        return (parts, before);
    }
}
