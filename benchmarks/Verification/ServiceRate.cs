using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

using Guide.Answers;
using Guide.VerificationService;
using Guide.VerificationService.Cases;

namespace Guide.Benchmarks.Verification;

/// <summary>
/// Short mathematics answers a second through <c>guide verify --serve</c>, beside the engine alone on the same cases, in interleaved rounds.
/// Clients and service share this machine's processors, so the service's own share is larger than the ratio says.
/// <c>dotnet run -c Release --project benchmarks -- service [ROUNDS] [CASES]</c>
/// </summary>
internal static class ServiceRate
{
    private const int Clients = 128;
    private const int BatchSize = 64;

    internal static async Task<int> RunAsync(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5;
        var count = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 20_000;
        string[] cases = [.. Enumerable.Range(0, count).Select(static i => $$"""{"id": {{i}}, "domain": "math", "gold": "{{i}}/7", "pred": "We get \\boxed{ {{i + (i % 2)}}/7 }."}""")];
        await using var app = VerificationWebService.Build(new() { Urls = "http://127.0.0.1:0" }, AnswerVerifiers.Set(), TimeProvider.System);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromMinutes(5) };
        (string Name, Func<Task> Run)[] kinds =
        [
            ("engine", () => EngineAsync(cases)),
            ("one a request", () => ServiceAsync(http, cases, 1)),
            ($"{BatchSize} a request", () => ServiceAsync(http, cases, BatchSize)),
            ("JSON lines", () => LinesAsync(http, cases)),
        ];
        var rates = kinds.ToDictionary(static kind => kind.Name, static _ => new List<double>());
        foreach (var (_, run) in kinds)
        {
            await run();
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, run) in kinds)
            {
                var start = Stopwatch.GetTimestamp();
                await run();
                rates[name].Add(count / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        Console.WriteLine($"{"kind",-16} {"cases/s",9} {"of engine",10}   (medians of {rounds} rounds; {Clients} clients, {Environment.ProcessorCount} processors)");
        foreach (var (name, _) in kinds)
        {
            Console.WriteLine($"{name,-16} {Medians.Of(rates[name]),9:0} {Medians.Of(rates[name].Zip(rates["engine"], static (a, b) => a / b)),10:0.00}");
        }

        return 0;
    }

    private static Task EngineAsync(string[] cases)
    {
        var judge = new CaseJudge(AnswerVerifiers.Set(), TimeProvider.System);
        return Parallel.ForEachAsync(cases, async (line, token) => Check(await judge.JudgeAsync(CaseLine.Parse(line), token)));
    }

    private static Task ServiceAsync(HttpClient http, string[] cases, int size) => Parallel.ForEachAsync(
        cases.Chunk(size), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (chunk, token) => await PostAsync(http, $"[{string.Join(',', chunk)}]", "application/json", chunk.Length, token));

    private static Task LinesAsync(HttpClient http, string[] cases) => PostAsync(http, string.Join('\n', cases), VerificationService.Endpoints.VerifyEndpoint.LineTypes[0], cases.Length, default);

    private static async Task PostAsync(HttpClient http, string body, string type, int count, CancellationToken token)
    {
        using var response = await http.PostAsync("/verify", new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)), token);
        var text = await response.Content.ReadAsStringAsync(token);
        if (!response.IsSuccessStatusCode || text.AsSpan().Count("\"outcome\"") != count)
        {
            throw new InvalidOperationException($"{(int)response.StatusCode}: {text[..Math.Min(text.Length, 200)]}");
        }
    }

    private static void Check(CaseVerdict verdict)
    {
        if (verdict.Verdict.Reward is null)
        {
            throw new InvalidOperationException(verdict.Verdict.Detail);
        }
    }
}
