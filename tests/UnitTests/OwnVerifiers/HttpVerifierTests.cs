using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.OwnVerifiers;
using Guide.Recipes;

namespace Guide.UnitTests.OwnVerifiers;

public sealed class HttpVerifierTests : IDisposable
{
    private static readonly VerificationCase Case = new() { Domain = Domain.Http, Gold = "4", Prediction = "four" };

    private readonly TemporaryFolder _folder = new("guide-http-judge");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"outcome": "Correct", "reward": 1, "detail": "yes", "elapsed_ms": 3}""", VerdictOutcome.Correct, 1.0, "yes")]
    [InlineData("""{"id": 1, "outcome": "Incorrect", "reward": 0.25}""", VerdictOutcome.Incorrect, 0.25, "")]
    [InlineData("""{"outcome": "FormatError", "reward": 0, "detail": null}""", VerdictOutcome.FormatError, 0.0, "")]
    public async Task A_verdict_is_taken_as_it_is(string answer, VerdictOutcome outcome, double reward, string detail)
    {
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply(answer));
        using var judge = Judge(server.Address);

        Assert.Equal(new Verdict(outcome, reward, detail), await judge.JudgeAsync(Case, CancellationToken.None));
        Assert.Equal("""{"id":1,"domain":"http","gold":"4","gold_form":"answer","pred":"four","pred_form":"text"}""", Assert.Single(server.Bodies));
    }

    [Theory]
    [InlineData("""{"outcome": "Correct", "reward": NaN}""", "the answer is not JSON")]
    [InlineData("""{"outcome": "Correct", "reward": 1e999}""", "the reward Infinity is outside [0, 1]")]
    [InlineData("""{"outcome": "Correct", "reward": 1.5}""", "the reward 1.5 is outside [0, 1]")]
    [InlineData("""{"outcome": "Incorrect", "reward": -0.1}""", "the reward -0.1 is outside [0, 1]")]
    [InlineData("""{"outcome": "Correct", "reward": "1"}""", "the reward \"1\" is no number")]
    [InlineData("""{"outcome": "Correct", "reward": true}""", "the reward true is no number")]
    [InlineData("""{"outcome": "Correct", "reward": [1]}""", "the reward [1] is no number")]
    [InlineData("""{"outcome": "Correct", "reward": null}""", "Correct without a reward")]
    [InlineData("""{"outcome": "Correct"}""", "Correct without a reward")]
    [InlineData("""{"outcome": "Correct", "reward": 0}""", "Correct with the reward 0")]
    [InlineData("""{"outcome": "Incorrect", "reward": 1}""", "Incorrect with the reward 1")]
    [InlineData("""{"outcome": "Timeout", "reward": 0}""", "a reward with the outcome Timeout")]
    [InlineData("""{"outcome": "Timeout", "detail": "slow"}""", "Timeout: slow")]
    [InlineData("""{"outcome": "correct", "reward": 1}""", "the outcome \"correct\" is none of Correct, Incorrect")]
    [InlineData("""{"outcome": 0, "reward": 1}""", "the outcome 0 is none of")]
    [InlineData("""{"reward": 1}""", "the answer has no \"outcome\"")]
    [InlineData("""{"id": 2, "outcome": "Correct", "reward": 1}""", "the answer has the id 2, the case has 1")]
    [InlineData("""{"outcome": "Correct", "reward": 1, "detail": 5}""", "the detail is no text")]
    [InlineData("""{"outcome": "Incorrect", "reward": 0, "outcome": "Correct", "reward": 1}""", "the answer is not JSON")]
    [InlineData("""{"outcome": "Correct", "reward": 1, "detail": "\ud800"}""", "half of a surrogate pair")]
    [InlineData("""[{"outcome": "Correct", "reward": 1}]""", "the answer is no object")]
    [InlineData("1", "the answer is no object")]
    [InlineData("", "the answer is not JSON")]
    [InlineData("<html>It works!</html>", "the answer is not JSON")]
    public async Task What_is_no_verdict_is_an_error_by_name_and_never_a_reward(string answer, string part)
    {
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply(answer));
        using var judge = Judge(server.Address);

        var verdict = await judge.JudgeAsync(Case, CancellationToken.None);

        Assert.Equal((VerdictOutcome.VerifierError, null), (verdict.Outcome, verdict.Reward));
        Assert.Contains(part, verdict.Detail, StringComparison.Ordinal);
        Assert.StartsWith(server.Address, verdict.Detail, StringComparison.Ordinal);
        Assert.Equal(1, server.Calls);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task A_refused_case_is_its_own_fault(int status)
    {
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply("""{"outcome": "Correct", "reward": 1}""", status));
        using var judge = Judge(server.Address);

        Assert.Equal(Verdict.Error($"{server.Address}: it refuses the case ({status})"), await judge.JudgeAsync(Case, CancellationToken.None));
    }

    [Theory]
    [InlineData(500, HttpVerifier.Attempts)]
    [InlineData(503, HttpVerifier.Attempts)]
    [InlineData(429, HttpVerifier.Attempts)]
    [InlineData(401, 1)]
    [InlineData(404, 1)]
    [InlineData(302, 1)]
    [InlineData(307, 1)]
    public async Task A_judge_that_cannot_answer_is_away_whatever_it_says(int status, int calls)
    {
        await using var other = new JudgeServer((_, _) => JudgeServer.Verdict(right: true));
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply("""{"outcome": "Correct", "reward": 1}""", status, $"Location: {other.Address}\r\nRetry-After: 0\r\n"));
        using var judge = Judge(server.Address);

        var away = await Assert.ThrowsAsync<JudgeUnavailableException>(() => judge.JudgeAsync(Case, CancellationToken.None).AsTask());

        Assert.Contains($"it answers {status}", away.Message, StringComparison.Ordinal);
        Assert.Equal((calls, 0), (server.Calls, other.Calls));
    }

    [Fact]
    public async Task A_judge_that_is_back_in_a_moment_is_asked_again()
    {
        await using var server = new JudgeServer((call, _) => call < 2 ? JudgeServer.Reply("busy", 503, "Retry-After: 0\r\n") : JudgeServer.Verdict(right: true));
        using var judge = Judge(server.Address);

        Assert.Equal(Verdict.Correct("said so"), await judge.JudgeAsync(Case, CancellationToken.None));
    }

    [Fact]
    public async Task Silence_is_a_time_out_and_no_verdict()
    {
        await using var server = new JudgeServer((_, _) => null);
        using var judge = Judge(server.Address, seconds: 0.05);

        var away = await Assert.ThrowsAsync<JudgeUnavailableException>(() => judge.JudgeAsync(Case, CancellationToken.None).AsTask());

        Assert.Equal($"{server.Address}: no answer within 0.05 s", away.Message);
        Assert.Equal(1, server.Calls);
    }

    [Fact]
    public async Task An_answer_that_is_cut_is_no_verdict()
    {
        await using var server = new JudgeServer((_, _) => Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"outcome\": \"Correct\", \"reward\": 1}"));
        using var judge = Judge(server.Address);

        await Assert.ThrowsAsync<JudgeUnavailableException>(() => judge.JudgeAsync(Case, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task What_speaks_no_HTTP_is_away()
    {
        await using var server = new JudgeServer((_, _) => Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.2\r\n"));
        using var judge = Judge(server.Address);

        await Assert.ThrowsAsync<JudgeUnavailableException>(() => judge.JudgeAsync(Case, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task Nobody_there_is_away()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/verify";
        listener.Stop();
        using var judge = Judge(address);

        var away = await Assert.ThrowsAsync<JudgeUnavailableException>(() => judge.JudgeAsync(Case, CancellationToken.None).AsTask());
        Assert.StartsWith(address, away.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1 << 16, "longer than 65536 bytes")]
    [InlineData(64, "longer than 64 bytes")]
    public async Task A_long_answer_is_refused_before_it_is_read(int largest, string part)
    {
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply($$"""{"outcome": "Correct", "reward": 1, "detail": "{{new string('x', 8 << 20)}}"}"""));
        using var judge = new HttpVerifier(new HttpVerifierRecipe { Url = server.Address, LargestAnswer = largest }, TimeProvider.System);

        var verdict = await judge.JudgeAsync(Case, CancellationToken.None);

        Assert.Equal((VerdictOutcome.VerifierError, null), (verdict.Outcome, verdict.Reward));
        Assert.Contains(part, verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_detail_is_cut()
    {
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply($$"""{"outcome": "Correct", "reward": 1, "detail": "{{new string('x', 10_000)}}"}"""));
        using var judge = Judge(server.Address);

        Assert.Equal(new string('x', 4000) + "…", (await judge.JudgeAsync(Case, CancellationToken.None)).Detail);
    }

    [Fact]
    public async Task No_more_requests_than_the_recipe_says_are_under_way()
    {
        await using var server = new JudgeServer((_, body) => JudgeServer.Reply($$"""{"id": {{JsonDocument.Parse(body).RootElement.GetProperty("id").GetInt64()}}, "outcome": "Correct", "reward": 1}"""), TimeSpan.FromMilliseconds(20));
        using var judge = new HttpVerifier(new HttpVerifierRecipe { Url = server.Address, Concurrency = 3 }, TimeProvider.System);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => judge.JudgeAsync(Case, CancellationToken.None).AsTask()));

        Assert.All(verdicts, static verdict => Assert.Equal(VerdictOutcome.Correct, verdict.Outcome));
        Assert.Equal((24, 3), (server.Calls, server.MostOpen));
    }

    [Fact]
    public async Task The_token_comes_from_a_file_and_stands_in_no_version_and_no_message()
    {
        var file = Path.Combine(_folder.Path, "token.txt");
        await File.WriteAllTextAsync(file, "open sesame\n");
        await using var server = new JudgeServer((_, _) => JudgeServer.Reply("no", 403));
        using var judge = new HttpVerifier(new HttpVerifierRecipe { Url = $"{server.Address}?key=secret", Version = "2", TokenFile = file }, TimeProvider.System);

        var away = await Assert.ThrowsAsync<JudgeUnavailableException>(() => judge.JudgeAsync(Case, CancellationToken.None).AsTask());

        Assert.Contains("Authorization: Bearer open sesame", Assert.Single(server.Heads), StringComparison.Ordinal);
        Assert.Equal($"http/2@{server.Address}", judge.Version);
        Assert.Equal($"{server.Address}: it answers 403", away.Message);
    }

    [Fact]
    public void The_versions_of_a_set_can_be_told_apart_whatever_a_judge_is_called()
    {
        using var judge = new HttpVerifier(new HttpVerifierRecipe { Url = "http://127.0.0.1:1/a+b", Version = "1+math/3" }, TimeProvider.System);

        Assert.Equal(["http/1%2Bmath/3@http://127.0.0.1:1/a%2Bb"], new VerifierSet([judge]).Version.Split('+'));
    }

    [Theory]
    [InlineData("ftp://h/verify", "'ftp://h/verify' is no http address")]
    [InlineData("h/verify", "'h/verify' is no http address")]
    [InlineData("http://me:secret@h/", "name a token's file instead")]
    [InlineData("http://h/#x", "has a fragment")]
    public void An_address_that_is_none_is_refused_by_name(string url, string part)
    {
        var failure = Assert.Throws<GuideException>(() => new HttpVerifier(new HttpVerifierRecipe { Url = url }, TimeProvider.System));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.Contains("'verification.http.url'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    private static HttpVerifier Judge(string address, double seconds = 30) => new(new HttpVerifierRecipe { Url = address, TimeoutSeconds = seconds }, TimeProvider.System);
}
