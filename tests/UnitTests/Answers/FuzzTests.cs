using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.UnitTests.Answers;

/// <summary>Damaged answers always get a verdict, and every readable answer equals itself.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Seeds = [.. CaseFile.Lines("answer-cases.tsv").SelectMany(item => item.Line.Split('\t')[2..4])];

    [Fact]
    public async Task Damaged_answers_always_get_a_verdict_with_a_reward()
    {
        var mutator = new AnswerMutator(new Random(1), Seeds);
        var verifiers = AnswerVerifiers.Set();
        Domain[] domains = [Domain.Math, Domain.Science, Domain.Mcq, Domain.Exact];
        for (var i = 0; i < 40_000; i++)
        {
            // A gold whose box is empty is refused as such: that is the import's business.
            var (gold, said) = ("1/2 " + Seeds[i % Seeds.Length].Replace("\\boxed", string.Empty, StringComparison.Ordinal), mutator.Next());
            var verdict = await verifiers.JudgeAsync(new VerificationCase { Domain = domains[i % 4], Gold = gold, Prediction = said, PredictionIsText = (i & 8) == 0 }, CancellationToken.None);
            Assert.True(verdict.Reward is not null, $"{gold} | {said}: {verdict.Detail}");
        }
    }

    [Fact]
    public void Every_readable_answer_equals_itself()
    {
        var mutator = new AnswerMutator(new Random(2), Seeds);
        for (var i = 0; i < 40_000; i++)
        {
            var answer = mutator.Next();
            if (AnswerProperties.IsReadable(answer))
            {
                Assert.True(AnswerProperties.Same(answer, answer), answer);
            }
        }
    }
}
