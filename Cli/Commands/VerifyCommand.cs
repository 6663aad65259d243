using System.CommandLine;
using Guide.Cli.Files;
using Guide.Cli.Verify;
using Guide.Commands;
using Guide.Contracts;
using Guide.Recipes;
using Guide.VerificationService;
using Guide.VerificationService.Cases;
using Guide.VerificationService.Fleet;

namespace Guide.Cli.Commands;

/// <summary><c>guide verify</c>: judges answers without any of the rest.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var input = new Option<string>("--input", "-i") { Description = $"Cases, one JSON object a line: id, domain, gold or tests, pred, gold_form and pred_form (answer or text), rel_tol, problem, strict_format, answer_from; - (the default) is standard input. Domains: {Domains.Words}.", DefaultValueFactory = _ => "-" };
        var output = new Option<string>("--output", "-o") { Description = "Verdicts, one JSON object a line in the order of the cases: id, outcome, reward, detail, elapsed_ms. A file appears when all is judged; - (the default) is standard output.", DefaultValueFactory = _ => "-" };
        var jobs = NumberOption.Whole("--jobs", "Cases judged at the same time.", absent: 1, least: 1, most: 1024, "-j");
        var strictKeys = new Option<bool>("--strict-keys") { Description = "A key that is none of a case's is an error (a misspelt one always is; others are counted on standard error)." };
        var serve = new Option<bool>("--serve") { Description = "Judge over HTTP until stopped: POST /verify takes these cases (one, a list, or JSON lines), POST /get_reward is OpenRLHF's; /health, /metrics. --jobs is then one for each processor unless given." };
        var (service, judges, fleet) = (new ServeOptions(), new OwnJudgeOptions(), new FleetOptions());
        var command = new GuideCommand(
            "verify",
            "Judges answers: mathematics, science, multiple choice, code, exact words, and what a judge of your own judges.",
            "guide verify --input cases.jsonl --output verdicts.jsonl --jobs 2",
            "guide verify --serve --urls http://127.0.0.1:8081 --token-file token.txt",
            "guide verify --work --broker amqp://localhost --database postgres://guide@localhost/guide",
            "guide verify --input cases.jsonl --output verdicts.jsonl --broker amqp://localhost --database postgres://guide@localhost/guide",
            "echo '{\"id\": 1, \"domain\": \"math\", \"gold\": \"1/2\", \"pred\": \"So it is \\\\boxed{0.5}\"}' | guide verify")
        {
            input, output, jobs, strictKeys, serve,
        };
        foreach (var option in service.All.Concat(judges.All).Concat(fleet.All))
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            var (isServed, isWork) = (parsed.GetValue(serve), parsed.GetValue(fleet.Work));
            IdleOptions.Refuse(parsed, isServed ? [input, output, strictKeys, .. fleet.All] : service.All, isServed ? "has no use with --serve" : "needs --serve");
            IdleOptions.Refuse(parsed, isWork ? [input, output, strictKeys, fleet.Lines] : [], "has no use with --work");
            IdleOptions.Refuse(parsed, fleet.IsMeant(parsed) ? isWork ? [] : [jobs] : [fleet.Lines], fleet.IsMeant(parsed) ? "has no use with --broker: a worker says how many" : "needs --broker");
            var (own, given, error) = (judges.Read(parsed), parsed.GetResult(jobs) is { Implicit: false } ? parsed.GetValue(jobs) : (int?)null, parsed.InvocationConfiguration.Error);
            return isServed ? VerificationProgram.RunAsync(service.Read(parsed, given), own, parsed.InvocationConfiguration.Output, cancellationToken)
                : isWork ? FleetProgram.WorkAsync(fleet, parsed, own, given ?? Environment.ProcessorCount, parsed.InvocationConfiguration.Output, error, cancellationToken)
                : fleet.IsMeant(parsed) ? FleetFile.JudgeAsync(fleet, parsed, own, parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(strictKeys), error, cancellationToken)
                : JudgeFilesAsync(parsed.GetValue(input)!, parsed.GetValue(output)!, own, parsed.GetValue(jobs), parsed.GetValue(strictKeys), error, cancellationToken);
        });
        return command;
    }

    private static async Task<int> JudgeFilesAsync(string from, string to, VerificationRecipe judges, int jobs, bool strictKeys, TextWriter error, CancellationToken cancellationToken)
    {
        OutputPaths.CheckFile(to, from);
        await using var all = new CommandJudges(judges, TimeProvider.System);
        var stream = new CaseStream(new CaseJudge(all.Verifiers, TimeProvider.System).JudgeAsync, jobs, strictKeys);
        await CaseFiles.JudgeAsync(stream, from, to, cancellationToken);
        await CaseFiles.SayNotReadAsync(stream.NotRead, error);
        return ExitCodes.Done;
    }
}
