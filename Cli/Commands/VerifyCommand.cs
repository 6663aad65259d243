using System.CommandLine;
using Guide.Answers;
using Guide.Cli.Files;
using Guide.Cli.Verify;
using Guide.CodeSandbox.Isolation;
using Guide.CodeSandbox.Judging;
using Guide.Commands;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.StageHost;

namespace Guide.Cli.Commands;

/// <summary><c>guide verify</c>: judges answers without any of the rest.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var input = new Option<string>("--input", "-i") { Description = "Cases, one JSON object a line: id, domain (math, science, mcq, code, exact), gold or tests, pred, gold_form and pred_form (answer or text), rel_tol, problem, strict_format, answer_from; - (the default) is standard input.", DefaultValueFactory = _ => "-" };
        var output = new Option<string>("--output", "-o") { Description = "Verdicts, one JSON object a line in the order of the cases: id, outcome, reward, detail, elapsed_ms. A file appears when all is judged; - (the default) is standard output.", DefaultValueFactory = _ => "-" };
        var jobs = NumberOption.Whole("--jobs", "Cases judged at the same time.", absent: 1, least: 1, most: 1024, "-j");
        var strictKeys = new Option<bool>("--strict-keys") { Description = "A key that is none of a case's is an error (a misspelt one always is; others are counted on standard error)." };
        var command = new GuideCommand(
            "verify",
            "Judges answers: mathematics, science, multiple choice, code, exact words.",
            "guide verify --input cases.jsonl --output verdicts.jsonl --jobs 2",
            "echo '{\"id\": 1, \"domain\": \"math\", \"gold\": \"1/2\", \"pred\": \"So it is \\\\boxed{0.5}\"}' | guide verify")
        {
            input, output, jobs, strictKeys,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (from, to, width) = (parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(jobs));
            OutputPaths.CheckFile(to, from);

            // Its sandbox starts with the first program.
            await using var code = new OnDemandCodeVerifier(new SandboxOptions(), TimeProvider.System);
            var stream = new CaseStream(AnswerVerifiers.Set(code), width, parsed.GetValue(strictKeys), TimeProvider.System);
            await stream.RunAsync(from, to, cancellationToken);
            if (stream.NotRead.Count > 0)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"keys that were not read: {string.Join(", ", stream.NotRead.Select(key => $"{key.Key} ({key.Value} lines)"))}");
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
