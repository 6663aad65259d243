using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>The examples of docs/verification.md: "domain  gold  == or !=  answer", or "domain (places)  gold  == or !=  completion".</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Examples()
    {
        var examples = new TheoryData<string>();
        var inside = false;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "docs", "verification.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```verify";
            }
            else if (inside)
            {
                examples.Add(line);
            }
        }

        return examples;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task The_page_says_what_the_verifiers_do(string example)
    {
        var parts = example.Split("  ");
        Assert.Equal(4, parts.Length);
        var head = parts[0].Split(" (");
        var domain = Enum.Parse<Domain>(head[0], ignoreCase: true);
        var format = head.Length == 1 ? AnswerFormat.Any : new AnswerFormat { From = AnswerFormat.Sources(head[1].TrimEnd(')')) };
        var verdict = await AnswerVerifiers.Set().JudgeAsync(
            new VerificationCase { Domain = domain, Gold = parts[1], Prediction = parts[3], PredictionIsText = domain == Domain.Mcq || head.Length > 1, Format = format },
            CancellationToken.None);

        Assert.True((verdict.Outcome == VerdictOutcome.Correct) == (parts[2] == "=="), verdict.Detail);
    }
}
