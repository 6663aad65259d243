using System.Text;
using System.Text.Json;

using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.OwnVerifiers;
using Guide.VerificationService.Cases;

namespace Guide.UnitTests.OwnVerifiers;

public sealed class CaseJsonTests
{
    public static TheoryData<string> Cases => new(
        """{"id":7,"domain":"http","gold":"1 + \"x\"","gold_form":"answer","pred":"say \\boxed{3}\n","pred_form":"text","problem":"what?","rel_tol":0.01}""",
        """{"id":7,"domain":"http","gold":"so: 4","gold_form":"text","tests":{"numbers":[3,8],"target":24},"pred":"4","pred_form":"answer","strict_format":true}""",
        """{"id":7,"domain":"assembly","pred":"","pred_form":"text","answer_from":"boxed,answer-tag,marked"}""",
        """{"id":7,"domain":"http","tests":"a text","pred":"日本","pred_form":"text"}""");

    /// <summary>What a judge is sent is what <c>guide verify</c> reads: nothing of a case is lost or named otherwise.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_sent_is_a_line_of_guide_verify(string line)
    {
        var read = CaseLine.Parse(line);

        var sent = Encoding.UTF8.GetString(CaseJson.Write(7, read.Case).Span);

        Assert.Equal(line, sent);
        Assert.Equal([], CaseLine.Parse(sent).NotRead);
    }

    [Fact]
    public void Every_key_of_a_case_is_written()
    {
        var full = new VerificationCase
        {
            Domain = Domain.Http, Gold = "1", Tests = JsonSerializer.SerializeToElement(1), Prediction = "2", Problem = "3", RelTol = 0.5, Format = new AnswerFormat { From = AnswerSources.Boxed },
        };
        var keys = new[] { full, full with { Format = new AnswerFormat { Strict = true } } }
            .SelectMany(item => JsonDocument.Parse(CaseJson.Write(1, item)).RootElement.EnumerateObject().Select(static property => property.Name)).Distinct().Order();

        Assert.Equal(CaseLine.Keys.Order(), keys);
    }

    [Theory]
    [InlineData(AnswerSources.All)]
    [InlineData(AnswerSources.Explicit)]
    [InlineData(AnswerSources.Number | AnswerSources.Whole)]
    public void Names_of_places_are_read_as_the_places(AnswerSources places) => Assert.Equal(places, AnswerFormat.Sources(AnswerFormat.Names(places)));
}
