using System.Text;

using Guide.VerificationService.Fleet;

namespace Guide.UnitTests.VerificationService.Fleet;

public sealed class CaseChunkTests
{
    private static readonly CaseChunk Part = new("job", 7, "cases.jsonl", 1792, true, "{}\n"u8.ToArray());

    [Fact]
    public void What_is_sent_arrives()
    {
        var found = CaseChunk.Find(Part.ToHeaders(), Part.Text)!;

        Assert.Equal(Part with { Text = default }, found with { Text = default });
        Assert.Equal("{}\n", Encoding.UTF8.GetString(found.Text.Span));
        Assert.Equal("cases.jsonl, from line 1793 on", found.Place);
    }

    [Theory]
    [InlineData("guide-job", "")]
    [InlineData("guide-job", 5)]
    [InlineData("guide-chunk", -1)]
    [InlineData("guide-chunk", "7")]
    [InlineData("guide-file", false)]
    [InlineData("guide-lines-before", -5)]
    [InlineData("guide-strict-keys", "true")]
    public void What_is_no_part_is_none(string header, object value)
    {
        var headers = new Dictionary<string, object>(Part.ToHeaders()) { [header] = value };

        Assert.Null(CaseChunk.Find(headers, Part.Text));
        Assert.Null(CaseChunk.Find(new Dictionary<string, object>(), Part.Text));
    }
}
