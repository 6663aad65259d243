using System.CommandLine;
using Guide.Answers;
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
        var input = new Option<string>("--input", "-i") { Description = "Cases, one JSON object a line: id, domain (math, science, mcq, code, exact), gold or tests, pred, gold_form and pred_form (answer or text), rel_tol; - (the default) is standard input.", DefaultValueFactory = _ => "-" };
        var output = new Option<string>("--output", "-o") { Description = "Verdicts, one JSON object a line in the order of the cases: id, outcome, reward, detail, elapsed_ms; - (the default) is standard output.", DefaultValueFactory = _ => "-" };
        var jobs = new Option<int>("--jobs", "-j") { Description = "Cases judged at the same time.", DefaultValueFactory = _ => 1 };
        var command = new GuideCommand(
            "verify",
            "Judges answers: mathematics, science, multiple choice, code, exact words.",
            "guide verify --input cases.jsonl --output verdicts.jsonl --jobs 2",
            "echo '{\"id\": 1, \"domain\": \"math\", \"gold\": \"1/2\", \"pred\": \"So it is \\\\boxed{0.5}\"}' | guide verify")
        {
            input, output, jobs,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (from, to, width) = (parsed.GetValue(input)!, parsed.GetValue(output)!, parsed.GetValue(jobs));
            if (width is < 1 or > 1024)
            {
                throw GuideException.Usage("--jobs is between 1 and 1024.");
            }

            if (from != "-" && to != "-" && Path.GetFullPath(from) == Path.GetFullPath(to))
            {
                throw GuideException.Usage($"{to}: the output would overwrite the cases.");
            }

            // Its sandbox starts with the first program.
            await using var code = new OnDemandCodeVerifier(new SandboxOptions(), TimeProvider.System);
            await new CaseStream(AnswerVerifiers.Set(code), width, TimeProvider.System).RunAsync(from, to, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }
}
