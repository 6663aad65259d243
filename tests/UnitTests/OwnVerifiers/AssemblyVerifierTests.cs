using System.Security.Cryptography;

using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.OwnVerifiers;
using Guide.Recipes;

using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.OwnVerifiers;

public sealed class AssemblyVerifierTests : IDisposable
{
    private static readonly VerificationCase Case = new() { Domain = Domain.Assembly, Gold = "3", Prediction = "one two three" };

    private readonly TemporaryFolder _folder = new("guide-assembly-judge");
    private readonly FakeTimeProvider _time = new();

    private static string Example => Path.Combine(AppContext.BaseDirectory, "WordCountVerifier.dll");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("one two three", VerdictOutcome.Correct, 1.0, "3 words")]
    [InlineData("one two", VerdictOutcome.Incorrect, 2.0 / 3, "2 words, 3 wanted")]
    [InlineData("", VerdictOutcome.Incorrect, 0.0, "0 words, 3 wanted")]
    public async Task The_example_judges(string said, VerdictOutcome outcome, double reward, string detail)
    {
        using var judge = new AssemblyVerifier(new AssemblyVerifierRecipe { Path = Example }, TimeProvider.System);

        Assert.Equal(new Verdict(outcome, reward, detail), await judge.JudgeAsync(Case with { Prediction = said }, CancellationToken.None));
    }

    [Fact]
    public async Task What_the_example_cannot_judge_is_an_error()
    {
        using var judge = new AssemblyVerifier(new AssemblyVerifierRecipe { Path = Example }, TimeProvider.System);

        Assert.Equal(Verdict.Error("WordCountVerifier.dll: VerifierError: the gold 'three' is no number of words"), await judge.JudgeAsync(Case with { Gold = "three" }, CancellationToken.None));
    }

    [Fact]
    public void The_version_has_the_path_and_the_hash_of_what_was_loaded()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Example)));
        using var judge = new AssemblyVerifier(new AssemblyVerifierRecipe { Path = Example, Sha256 = hash.ToUpperInvariant() }, TimeProvider.System);

        Assert.Equal($"assembly/word-count/1@{Example.Replace("+", "%2B", StringComparison.Ordinal)}@{hash}", judge.Version);
    }

    [Theory]
    [InlineData("nothing.dll", null, "Could not find file")]
    [InlineData("text.dll", null, "cannot be loaded as a judge")]
    [InlineData("@Guide.Contracts.dll", null, "it has no public class that is a Guide.Contracts.Judging.IVerifier")]
    [InlineData("@Guide.Answers.dll", null, "it has Guide.Answers.ExactVerifier, Guide.Answers.MathVerifier, Guide.Answers.McqVerifier, Guide.Answers.ScienceVerifier: say which (verification.assembly.type)")]
    [InlineData("@Guide.Answers.dll", "MathVerifier", "there is no judge MathVerifier; it has Guide.Answers.ExactVerifier")]
    [InlineData("@Guide.Answers.dll", "Guide.Answers.MathVerifier", "Guide.Answers.MathVerifier judges the domain math; a judge of your own has the domain assembly")]
    [InlineData("@Guide.OwnVerifiers.dll", "Guide.OwnVerifiers.HttpVerifier", "Guide.OwnVerifiers.HttpVerifier has no public constructor without parameters")]
    public async Task A_file_that_is_no_judge_is_refused_by_name(string file, string? type, string part)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "text.dll"), "not an assembly");
        var path = file[0] == '@' ? Path.Combine(AppContext.BaseDirectory, file[1..]) : Path.Combine(_folder.Path, file);

        var failure = Assert.Throws<GuideException>(() => new AssemblyVerifier(new AssemblyVerifierRecipe { Path = path, Type = type }, TimeProvider.System));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_file_with_another_hash_than_the_recipe_names_is_refused()
    {
        var failure = Assert.Throws<GuideException>(() => new AssemblyVerifier(new AssemblyVerifierRecipe { Path = Example, Sha256 = new string('0', 64) }, TimeProvider.System));

        Assert.Contains($"not {new string('0', 64)}", failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<VerificationCase, CancellationToken, ValueTask<Verdict>>, string> Failing => new()
    {
        { "throws", static (_, _) => throw new InvalidOperationException("boom"), "mine.dll: InvalidOperationException: boom" },
        { "throws later", static async (_, _) => { await Task.Yield(); throw new TimeoutException("its own"); }, "mine.dll: TimeoutException: its own" },
        { "cancels itself", static (_, _) => throw new OperationCanceledException("not asked to"), "mine.dll: OperationCanceledException: not asked to" },
        { "null", static (_, _) => ValueTask.FromResult<Verdict>(null!), "mine.dll: it returns null" },
        { "NaN", static (_, _) => ValueTask.FromResult(new Verdict(VerdictOutcome.Correct, double.NaN, "")), "mine.dll: the reward NaN is outside [0, 1]" },
        { "too much", static (_, _) => ValueTask.FromResult(new Verdict(VerdictOutcome.Correct, 1.0000001, "")), "mine.dll: the reward 1.0000001 is outside [0, 1]" },
        { "too little", static (_, _) => ValueTask.FromResult(new Verdict(VerdictOutcome.Incorrect, -1, "")), "mine.dll: the reward -1 is outside [0, 1]" },
        { "none", static (_, _) => ValueTask.FromResult(new Verdict(VerdictOutcome.Incorrect, null, "")), "mine.dll: Incorrect without a reward" },
        { "no outcome", static (_, _) => ValueTask.FromResult(new Verdict((VerdictOutcome)17, 1, "")), "mine.dll: the outcome 17 is none" },
    };

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task Whatever_fails_in_it_is_an_error_and_never_a_reward(string name, Func<VerificationCase, CancellationToken, ValueTask<Verdict>> judge, string detail)
    {
        Assert.NotEmpty(name);
        using var verifier = Mine(judge);

        Assert.Equal(Verdict.Error(detail), await verifier.JudgeAsync(Case, CancellationToken.None));
    }

    [Fact]
    public async Task One_that_asks_somebody_who_is_away_may_say_so()
    {
        using var verifier = Mine(static (_, _) => throw new JudgeUnavailableException("the model is away"));

        await Assert.ThrowsAsync<JudgeUnavailableException>(() => verifier.JudgeAsync(Case, CancellationToken.None).AsTask());
        Assert.Equal(Verdict.Error("the model is away"), await new VerifierSet([verifier]).JudgeAtOnceAsync(Case, CancellationToken.None));
    }

    [Fact]
    public async Task A_call_that_does_not_return_is_an_error_and_keeps_its_place()
    {
        using var release = new ManualResetEventSlim();
        using var began = new SemaphoreSlim(0);
        using var verifier = Mine(
            (_, _) =>
            {
                began.Release();
                release.Wait(CancellationToken.None);
                return ValueTask.FromResult(Verdict.Correct("late"));
            },
            concurrency: 1);

        var first = verifier.JudgeAsync(Case, CancellationToken.None).AsTask();
        await began.WaitAsync();
        await PassAsync(first);
        Assert.Equal(Verdict.Error("mine.dll: not judged within 30 s"), await first);

        var second = verifier.JudgeAsync(Case, CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(Verdict.Error("mine.dll: no place within 30 s: calls before have not returned"), await second);

        release.Set();
        Assert.Equal(Verdict.Correct("late"), await verifier.JudgeAsync(Case, CancellationToken.None));
    }

    [Fact]
    public async Task Its_token_ends_with_its_time()
    {
        var ended = new TaskCompletionSource();
        using var verifier = Mine(async (_, token) =>
        {
            await using var registration = token.Register(ended.SetResult);
            await ended.Task;
            return Verdict.Correct("late");
        });

        var judged = verifier.JudgeAsync(Case, CancellationToken.None).AsTask();
        await PassAsync(judged);

        Assert.Equal(VerdictOutcome.VerifierError, (await judged).Outcome);
        await ended.Task.WaitAsync(Deadline.Token());
    }

    private Task PassAsync(Task judged) => Deadline.UntilAsync("the time is over", () =>
    {
        _time.Advance(TimeSpan.FromSeconds(30));
        return Task.FromResult(judged.IsCompleted);
    });

    private AssemblyVerifier Mine(Func<VerificationCase, CancellationToken, ValueTask<Verdict>> judge, int concurrency = 4) =>
        new(new JudgeAssembly(new Scripted(judge), "mine.dll", "0"), new AssemblyVerifierRecipe { Path = "mine.dll", Concurrency = concurrency }, _time);

    private sealed class Scripted(Func<VerificationCase, CancellationToken, ValueTask<Verdict>> judge) : IVerifier
    {
        public Domain Domain => Domain.Assembly;

        public string Version => "scripted/1";

        public ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken) => judge(verificationCase, cancellationToken);
    }
}
