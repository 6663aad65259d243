using System.Text;

using Guide.VerificationService.Fleet;

using RabbitMQ.Client;

namespace Guide.UnitTests.VerificationService.Fleet;

public sealed class CaseChunkTests
{
    private static readonly CaseChunk Part = new("job", 7, "cases.jsonl", 1792, true, "{}\n"u8.ToArray());

    [Fact]
    public void What_is_sent_arrives()
    {
        var found = CaseChunk.Find(OnTheWire(Part.ToProperties()), Part.Text)!;

        Assert.Equal(Part with { Text = default }, found with { Text = default });
        Assert.Equal("{}\n", Encoding.UTF8.GetString(found.Text.Span));
        Assert.Equal("cases.jsonl, from line 1793 on", found.Place);
    }

    [Theory]
    [InlineData("guide-job", null)]
    [InlineData("guide-job", 5)]
    [InlineData("guide-chunk", -1)]
    [InlineData("guide-chunk", "7")]
    [InlineData("guide-file", null)]
    [InlineData("guide-lines-before", -5)]
    [InlineData("guide-strict-keys", "true")]
    public void What_is_no_part_is_none(string header, object? value)
    {
        var properties = OnTheWire(Part.ToProperties());
        properties.Headers![header] = value is string text ? Encoding.UTF8.GetBytes(text) : value;

        Assert.Null(CaseChunk.Find(properties, Part.Text));
        Assert.Null(CaseChunk.Find(new BasicProperties(), Part.Text));
    }

    /// <summary>Text arrives as bytes.</summary>
    private static BasicProperties OnTheWire(BasicProperties sent)
    {
        sent.Headers = sent.Headers!.ToDictionary(header => header.Key, header => header.Value is string text ? Encoding.UTF8.GetBytes(text) : header.Value);
        return sent;
    }
}
