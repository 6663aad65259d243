using Guide.Answers;
using Guide.Cli.Import;
using Guide.Contracts;
using Guide.DataSets;
using Guide.OwnVerifiers;
using Guide.Recipes;

namespace Guide.UnitTests.Cli.Import;

public sealed class GoldCheckTests
{
    private static readonly PromptRecord Prompt = new() { Id = "a", Domain = Domain.Assembly, Prompt = "Say one word.", Gold = "1" };

    [Fact]
    public async Task A_prompt_of_a_judge_that_is_not_named_is_taken_and_counted()
    {
        var check = new GoldCheck(AnswerVerifiers.Set());

        Assert.Null(await check.ProblemAsync(Prompt, CancellationToken.None));
        Assert.Null(await check.ProblemAsync(Prompt with { Domain = Domain.Math }, CancellationToken.None));
        Assert.Equal(1, check.Unchecked);
    }

    [Fact]
    public async Task A_judge_that_is_named_is_asked_whether_the_gold_is_right()
    {
        using var own = OwnVerifierSet.Of(new VerificationRecipe { Assembly = new AssemblyVerifierRecipe { Path = Path.Combine(AppContext.BaseDirectory, "WordCountVerifier.dll") } }, TimeProvider.System);
        var check = new GoldCheck(AnswerVerifiers.Set().With(own.All));

        // "1" is one word, and "2" is not two.
        Assert.Null(await check.ProblemAsync(Prompt, CancellationToken.None));
        Assert.Equal("the answer is not judged equal to itself: 1 words, 2 wanted", await check.ProblemAsync(Prompt with { Gold = "2" }, CancellationToken.None));
        Assert.Null(await check.ProblemAsync(Prompt with { Gold = null }, CancellationToken.None));
        Assert.Equal(1, check.Unchecked);
    }

    [Fact]
    public async Task A_judge_that_is_away_ends_the_import_and_makes_no_smaller_data_set()
    {
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply("no", 404));
        using var own = OwnVerifierSet.Of(new VerificationRecipe { Http = new HttpVerifierRecipe { Url = server.Address } }, TimeProvider.System);
        var check = new GoldCheck(AnswerVerifiers.Set().With(own.All));

        var failure = await Assert.ThrowsAsync<GuideException>(() => check.ProblemAsync(Prompt with { Domain = Domain.Http }, CancellationToken.None));

        Assert.Equal((ExitCodes.Usage, $"gold answers cannot be judged: {server.Address}: it answers 404; without --http-judge and --assembly-judge they are not."), (failure.ExitCode, failure.Message));
    }
}
