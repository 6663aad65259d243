using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>Cases by kind in tab-separated files: kind, domain, same, gold, said, form, problem. Those of an attack must hold one by one; those written before the rules keep the figure that was reached.</summary>
public sealed class WrittenCasesTests
{
    private static readonly VerifierSet Verifiers = AnswerVerifiers.Set();

    public static TheoryData<int, string> Attacks() => CaseFile.Tests("attack-cases.tsv");

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Each_case_of_an_attack_gets_its_verdict(int lineNumber, string line)
    {
        var verdict = await Judge(line);

        Assert.NotNull(verdict.Reward);
        Assert.True((verdict.Outcome == VerdictOutcome.Correct) == (line.Split('\t')[2] == "T"), $"line {lineNumber}: {verdict.Outcome}, {verdict.Detail}");
    }

    [Theory]
    [InlineData("fresh-cases.tsv", 0, 1)]
    [InlineData("kept-back-cases.tsv", 6, 5)]
    public async Task Cases_written_before_the_rules_keep_their_figure(string file, int mostFalseAccepts, int mostFalseRejects)
    {
        var (accepts, rejects) = (new List<string>(), new List<string>());
        foreach (var (_, line) in CaseFile.Lines(file))
        {
            var accepted = (await Judge(line)).Outcome == VerdictOutcome.Correct;
            if (accepted != (line.Split('\t')[2] == "T"))
            {
                (accepted ? accepts : rejects).Add(line);
            }
        }

        Assert.True(accepts.Count <= mostFalseAccepts, $"accepted: {string.Join("  ", accepts)}");
        Assert.True(rejects.Count <= mostFalseRejects, $"refused: {string.Join("  ", rejects)}");
    }

    private static async Task<Verdict> Judge(string line)
    {
        var fields = line.Split('\t');
        var domain = Enum.Parse<Domain>(fields[1], ignoreCase: true);
        return await Verifiers.JudgeAsync(
            new VerificationCase
            {
                Domain = domain,
                Gold = fields[3],
                Prediction = fields[4].Replace('␤', '\n'),
                PredictionIsText = domain == Domain.Mcq || (fields.Length > 5 && fields[5] == "text"),
                Problem = fields.Length > 6 && fields[6].Length > 0 ? fields[6].Replace('␤', '\n') : null,
            },
            CancellationToken.None);
    }
}
