using System.Globalization;
using System.Text;

using Guide.CodeSandbox.Isolation;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>What both kinds of problems say of a submission: its limits, and the verdict on its cases.</summary>
internal static class Submission
{
    private const int DetailLength = 3500;
    private const long LeastOutput = 4 << 20, OutputMargin = 1 << 20;

    /// <summary>
    /// Limits of one case. The limit is processor time, so that a busy machine makes nobody wrong; the wall clock catches those who
    /// sleep. Output: what the largest expected output needs twice over, and room for a program that is wrong.
    /// </summary>
    public static SandboxLimits Limits(CodeTests tests) => new()
    {
        OutputBytes = Math.Max(LeastOutput, (2 * (tests.Cases?.Max(c => (long)Encoding.UTF8.GetByteCount(c.Output)) ?? 0)) + OutputMargin),
        Wall = tests.WallLimit,
        Cpu = TimeSpan.FromMilliseconds(tests.TimeLimitMs),
        MemoryBytes = (long)tests.MemoryLimitMb << 20,
    };

    /// <summary>The verdict on a submission whose cases ended so.</summary>
    /// <param name="tests">The tests.</param>
    /// <param name="reports">The cases that ran, in their order.</param>
    /// <param name="memoryBound">How memory was bounded.</param>
    /// <param name="run">The one run of all cases; null = a run each.</param>
    public static Verdict Conclude(CodeTests tests, IReadOnlyList<CaseReport> reports, string memoryBound, SandboxResult? run = null)
    {
        var passed = reports.Count(r => r.Passed);
        // A pytest file counts its own cases.
        var total = tests.Pytest is null ? tests.Count : Math.Max(1, reports.Count);
        var detail = new StringBuilder();
        detail.Append(CultureInfo.InvariantCulture, $"{passed}/{total} cases; memory: {memoryBound}");
        if (run is not null)
        {
            detail.Append(CultureInfo.InvariantCulture, $" {run.PeakMemoryBytes >> 10} KiB; cpu {run.Cpu.TotalMilliseconds:0} ms");
        }

        for (var i = 0; i < reports.Count && detail.Length < DetailLength; i++)
        {
            var report = reports[i];
            detail.Append(CultureInfo.InvariantCulture, $"; {i + 1} {(report.Passed ? "ok" : report.Reason)} {report.Milliseconds} ms");
            if (report.MemoryBytes > 0)
            {
                detail.Append(CultureInfo.InvariantCulture, $" {report.MemoryBytes >> 10} KiB");
            }
        }

        var reward = tests.Scoring == CodeScoring.Fraction ? (double)passed / total : passed == total ? 1 : 0;
        return reward == 1 ? Verdict.Correct(detail.ToString()) : new(VerdictOutcome.Incorrect, reward, detail.ToString());
    }

    /// <summary>": " and the last line of standard error; empty = there is none.</summary>
    public static string LastLine(SandboxResult result)
    {
        var text = result.ErrorText.TrimEnd();
        var last = text[(text.LastIndexOf('\n') + 1)..];
        return last.Length == 0 ? "" : $": {(last.Length > 200 ? last[..200] : last)}";
    }
}
