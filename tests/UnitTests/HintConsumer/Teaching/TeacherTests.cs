using Guide.HintConsumer.Teaching;

using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.HintConsumer.Teaching;

/// <summary>Every cause of failure against a real server; waits on a fake clock, attempts counted at the server.</summary>
public sealed class TeacherTests
{
    private static readonly TeacherQuestion Question = new("m", "system", "request", 0.7, 100, 7);

    [Fact]
    public async Task A_hint_comes_back_with_what_it_cost_and_the_request_carries_model_temperature_seed_and_key()
    {
        await using var server = new TeacherServer((_, _) => TeacherServer.Hint(" Think of pairs. ", 12, 5));
        using var teacher = Teacher(server, new FakeTimeProvider(), key: "secret");

        Assert.Equal(new TeacherAnswer("Think of pairs.", 12, 5), await teacher.AskAsync(Question, Free, default));

        Assert.True(server.Bodies.TryDequeue(out var body));
        Assert.Equal(("m", 0.7, 7L, 100), (body["model"]!.GetValue<string>(), body["temperature"]!.GetValue<double>(), body["seed"]!.GetValue<long>(), body["max_tokens"]!.GetValue<int>()));
        Assert.Equal(["system", "request"], body["messages"]!.AsArray().Select(m => m!["content"]!.GetValue<string>()));
        Assert.Equal("Bearer secret", Assert.Single(server.Keys));
    }

    [Fact]
    public async Task Reasoning_is_no_part_of_the_hint()
    {
        await using var server = new TeacherServer((_, _) => TeacherServer.Hint("<think>The answer is 42.</think>\nCount twice."));
        using var teacher = Teacher(server, new FakeTimeProvider());
        Assert.Equal("Count twice.", (await teacher.AskAsync(Question, Free, default)).Text);
    }

    [Fact]
    public async Task A_busy_teacher_is_asked_again_after_the_time_it_names()
    {
        var time = new FakeTimeProvider();
        await using var server = new TeacherServer((call, _) => call == 0 ? TeacherServer.Status(429, retryAfterSeconds: 17) : TeacherServer.Hint("Go on."));
        using var teacher = Teacher(server, time);

        var asked = teacher.AskAsync(Question, Free, default);
        await Deadline.UntilAsync("the first request", () => Task.FromResult(server.Calls == 1));
        await AdvanceAsync(time, TimeSpan.FromSeconds(16.5), () => server.Calls > 1);
        Assert.Equal(1, server.Calls);
        await AdvanceAsync(time, TimeSpan.FromSeconds(2), () => asked.IsCompleted);
        Assert.Equal("Go on.", (await asked).Text);
        Assert.Equal(2, server.Calls);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("cut")]
    [InlineData("silence")]
    public async Task What_passes_is_asked_again_and_counted_so_often_and_no_more(string what)
    {
        var time = new FakeTimeProvider();
        await using var server = new TeacherServer((_, _) => Bad(what));
        using var teacher = Teacher(server, time, tryTimeout: what == "silence" ? TimeSpan.FromMinutes(2) : null);

        var asked = teacher.AskAsync(Question, Free, default);
        await AdvanceAsync(time, TimeSpan.FromHours(1), () => asked.IsCompleted);
        Assert.Equal(TeacherFailure.Away, (await Assert.ThrowsAsync<TeacherException>(() => asked)).Failure);
        Assert.Equal(3, server.Calls);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"choices": []}""")]
    [InlineData("""{"choices": [{"message": {"content": ""}}]}""")]
    [InlineData("""{"choices": [{"message": {"content": 7}}]}""")]
    [InlineData("""[1]""")]
    [InlineData("null")]
    [InlineData("""{"choices": [{"message": {"content": "<think>never ends"}}]}""")]
    public async Task Garbage_is_asked_again_and_in_the_end_is_no_hint(string body)
    {
        var time = new FakeTimeProvider();
        await using var server = new TeacherServer((_, _) => TeacherServer.Body(body));
        using var teacher = Teacher(server, time);

        var asked = teacher.AskAsync(Question, Free, default);
        await AdvanceAsync(time, TimeSpan.FromHours(1), () => asked.IsCompleted);
        Assert.Equal(TeacherFailure.Garbage, (await Assert.ThrowsAsync<TeacherException>(() => asked)).Failure);
        Assert.Equal(3, server.Calls);
    }

    [Theory]
    [InlineData("""{"choices": [{"message": {"refusal": "I will not."}}]}""", nameof(TeacherFailure.Refused))]
    [InlineData("""{"choices": [{"finish_reason": "content_filter", "message": {"content": "x"}}]}""", nameof(TeacherFailure.Refused))]
    [InlineData("401", nameof(TeacherFailure.Misconfigured))]
    [InlineData("404", nameof(TeacherFailure.Misconfigured))]
    [InlineData("400", nameof(TeacherFailure.Misconfigured))]
    public async Task What_asking_again_would_not_change_is_asked_once(string what, string failure)
    {
        await using var server = new TeacherServer((_, _) => what.Length == 3 ? Bad(what) : TeacherServer.Body(what));
        using var teacher = Teacher(server, new FakeTimeProvider(), key: "secret");

        var thrown = await Assert.ThrowsAsync<TeacherException>(() => teacher.AskAsync(Question, Free, default));
        Assert.Equal(failure, thrown.Failure.ToString());
        Assert.DoesNotContain("secret", thrown.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, server.Calls);
    }

    [Fact]
    public async Task A_spent_budget_sends_nothing()
    {
        await using var server = new TeacherServer((_, _) => TeacherServer.Hint("x"));
        using var teacher = Teacher(server, new FakeTimeProvider());
        Assert.Equal(TeacherFailure.Budget, (await Assert.ThrowsAsync<TeacherException>(() => teacher.AskAsync(Question, _ => Task.FromResult(false), default))).Failure);
        Assert.Equal(0, server.Calls);
    }

    [Fact]
    public async Task A_server_that_always_fails_is_left_alone_and_tried_again_when_the_break_is_over()
    {
        var time = new FakeTimeProvider();
        var well = false;
        await using var server = new TeacherServer((_, _) => Volatile.Read(ref well) ? TeacherServer.Hint("Back.") : TeacherServer.Status(500));
        using var teacher = Teacher(server, time, attempts: 20, breakAfter: 4, breakFor: TimeSpan.FromMinutes(30));

        var asked = teacher.AskAsync(Question, Free, default);
        await AdvanceAsync(time, TimeSpan.FromMinutes(20), () => false);
        Assert.Equal(4, server.Calls);
        Volatile.Write(ref well, true);
        await AdvanceAsync(time, TimeSpan.FromMinutes(60), () => asked.IsCompleted);
        Assert.Equal("Back.", (await asked).Text);
        Assert.Equal(5, server.Calls);
    }

    [Fact]
    public async Task Requests_keep_their_pace()
    {
        var time = new FakeTimeProvider();
        await using var server = new TeacherServer((_, _) => TeacherServer.Hint("x"));
        using var teacher = Teacher(server, time, perMinute: 6);

        var asked = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => teacher.AskAsync(Question, Free, default)));
        await Deadline.UntilAsync("the first request", () => Task.FromResult(server.Calls == 1));
        await AdvanceAsync(time, TimeSpan.FromSeconds(9), () => server.Calls > 1);
        Assert.Equal(1, server.Calls);
        await AdvanceAsync(time, TimeSpan.FromSeconds(25), () => asked.IsCompleted);
        await asked;
        Assert.Equal(4, server.Calls);
    }

    private static Task<bool> Free(CancellationToken cancellationToken) => Task.FromResult(true);

    private static TeacherServer.Reply Bad(string what) => what switch
    {
        "cut" => TeacherServer.Cut(),
        "silence" => TeacherServer.Silence(),
        _ => TeacherServer.Status(int.Parse(what, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static Teacher Teacher(
        TeacherServer server, TimeProvider time, string? key = null, int attempts = 3, int breakAfter = 100, TimeSpan? breakFor = null, int perMinute = 0, TimeSpan? tryTimeout = null)
    {
        var options = new TeacherOptions
        {
            Endpoint = server.Address, Attempts = attempts, FailuresBeforeBreak = breakAfter, BreakDuration = breakFor ?? TimeSpan.FromSeconds(30), RequestsPerMinute = perMinute,
            TryTimeout = tryTimeout ?? TimeSpan.FromHours(23),
        };
        return new Teacher(options, new TeacherClient(options.Address()!, key, time), time, static () => 0.5);
    }

    // The clock goes on in small steps, with real time for the server between them, until it is done or the time is used up.
    private static async Task AdvanceAsync(FakeTimeProvider time, TimeSpan by, Func<bool> done)
    {
        var step = TimeSpan.FromTicks(Math.Max(by.Ticks / 200, TimeSpan.FromMilliseconds(250).Ticks));
        for (var passed = TimeSpan.Zero; passed < by && !done(); passed += step)
        {
            time.Advance(step);
            await Task.Delay(5);
        }

        if (done())
        {
            return;
        }

        await Task.Delay(50);
    }
}
