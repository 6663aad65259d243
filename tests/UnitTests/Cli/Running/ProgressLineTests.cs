using Guide.Cli.Running;

namespace Guide.UnitTests.Cli;

public sealed class ProgressLineTests
{
    private static readonly RunStatus[] Runs =
    [
        new RunStatus
        {
            Title = "guide-grpo · seed 0", Phase = RunPhase.Training, Done = 130, Total = 260, Rollouts = 43_400,
            Metrics = new Dictionary<string, double> { ["unguided/reward_mean"] = 0.5, ["lineages_all_wrong"] = 0.25, ["guided/success"] = 0.75 },
        },
        new RunStatus { Title = "grpo · seed 0", Phase = RunPhase.Waiting },
        new RunStatus { Title = "an arm whose name is longer than any terminal is wide by far, and then some more words", Phase = RunPhase.Evaluating, Done = 300, Total = 1200 },
    ];

    [Theory]
    [InlineData(79, 12)]
    [InlineData(119, 24)]
    [InlineData(40, 12)]
    public void No_line_is_longer_than_the_terminal_and_the_bar_is_whole(int width, int bar)
    {
        foreach (var line in ProgressLine.Of(Runs, _ => "3.1/s, 0:42 left", width))
        {
            Assert.InRange(line.Before.Length + line.Bar + line.After.Length, bar, width);
            Assert.Equal(bar, line.Bar);
        }
    }

    [Fact]
    public void A_wider_terminal_shows_more()
    {
        var (narrow, wide) = (ProgressLine.Of(Runs[..2], _ => "3.1/s, 0:42 left", 79)[0], ProgressLine.Of(Runs[..2], _ => "3.1/s, 0:42 left", 119)[0]);

        Assert.Equal("guide-grpo · seed 0 ", narrow.Before);
        Assert.Equal((6, " step 130/260  3.1/s, 0:42 left  reward 0.500"), (narrow.Full, narrow.After));
        Assert.Equal((12, " step 130/260  3.1/s, 0:42 left  reward 0.500  all wrong 25 %"), (wide.Full, wide.After));
    }
}
