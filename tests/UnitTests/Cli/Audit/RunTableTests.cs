using Guide.Cli.Audit;
using Guide.Cli.Export;

namespace Guide.UnitTests.Cli;

/// <summary>Lists of runs and of rollouts in the columns that there are.</summary>
public sealed class RunTableTests
{
    private static readonly RunLine Run = new(
        "quickstart-20260101-120000-guide-grpo-s0", "guide-grpo", 0, "not ended", 12, 260, 88141, new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), "runs/quickstart-20260101-120000");

    [Fact]
    public void A_file_has_one_line_a_run_and_a_terminal_of_80_columns_a_paragraph()
    {
        Assert.Equal(
            ["run                                       state      steps        rollouts  created (UTC)     place",
             "quickstart-20260101-120000-guide-grpo-s0  not ended  12 of 260      88,141  2026-01-01 12:00  runs/quickstart-20260101-120000"],
            RunTable.Of([Run], int.MaxValue));
        Assert.Equal(
            ["quickstart-20260101-120000-guide-grpo-s0",
             "  not ended, 12 of 260 steps, 88,141 rollouts, 2026-01-01 12:00 UTC,",
             "  runs/quickstart-20260101-120000"],
            RunTable.Of([Run], 80));
        Assert.All(RunTable.Of([Run], 120), line => Assert.True(line.Length <= 120, line));
    }

    [Theory]
    [InlineData(80, 2)]
    [InlineData(120, 2)]
    [InlineData(160, 1)]
    [InlineData(int.MaxValue, 1)]
    public void A_rollout_fits_the_terminal(int width, int lines)
    {
        var rollout = new ExportedRollout
        {
            GroupId = "0190b5a0-0000-7000-8000-000000000001",
            Slot = 3,
            ConsumedByVersion = 12,
            Outcome = "format_error",
            Reward = 0.25,
            Advantage = -1.25,
            TokenIds = [1, 2],
            PromptId = "train-1",
            Text = new string('x', 300),
        };
        var shown = RolloutText.Of(rollout, width).Split('\n');

        Assert.Equal(lines, shown.Length);
        Assert.Equal(lines, RolloutText.Header(width).Split('\n').Length);
        Assert.All(shown.Concat(RolloutText.Header(width).Split('\n')), line => Assert.True(line.Length <= width, $"{line.Length}: {line}"));
        Assert.StartsWith("0190b5a0-0000-7000-8000-000000000001     3    12  unguided  format error     0.25", shown[0], StringComparison.Ordinal);
        Assert.Contains("-1.250       2  train-1 → xxxxxxxxxxxxxxxxxxx", shown[^1], StringComparison.Ordinal);
        Assert.EndsWith("…", shown[^1], StringComparison.Ordinal);
    }
}
