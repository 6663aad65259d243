using System.Text.Json;

using Guide.Cli.Evaluation;
using Guide.Cli.Reporting;
using Guide.Cli.Running;
using Guide.Recipes;

namespace Guide.UnitTests.Cli;

/// <summary>What is reported of a run: summary, table, findings and page.</summary>
public sealed class ReportingTests
{
    private static readonly FrozenExperiment Experiment = new()
    {
        Name = "quick<start>", RunIdPrefix = "q", BaseFolder = "/", CreatedAt = default, Seeds = [0], Arms = [],
    };

    [Fact]
    public void The_summary_has_the_documented_shape()
    {
        var json = JsonDocument.Parse(SummaryJson.Of([Results.Guided(0, 14), Results.Plain(0, 0)])).RootElement;

        var arms = json.GetProperty("arms").EnumerateArray().ToList();
        Assert.Equal(["name", "seed", "updates", "rollouts", "wall_seconds", "tiers"], arms[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(("guide-grpo", 0, 120, 40_000L), (arms[0].GetProperty("name").GetString(), arms[0].GetProperty("seed").GetInt32(), arms[0].GetProperty("updates").GetInt32(), arms[0].GetProperty("rollouts").GetInt64()));
        Assert.Equal(14 / 16.0, arms[0].GetProperty("tiers").GetProperty("hard").GetProperty("pass@1").GetDouble(), 5);
        Assert.Equal(1, arms[0].GetProperty("tiers").GetProperty("hard").GetProperty("pass@16").GetDouble());
        Assert.Equal(0, arms[1].GetProperty("tiers").GetProperty("hard").GetProperty("pass@8").GetDouble());
        Assert.Equal(["arms"], json.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Metrics_are_a_line_a_step_and_what_is_not_finite_is_null()
    {
        var run = Results.Plain(3, 0) with { Steps = [new StepPoint(1, new Dictionary<string, double> { ["b"] = double.NaN, ["a"] = 0.5 })] };

        Assert.Equal("{\"run_id\":\"q-grpo-s3\",\"arm\":\"grpo\",\"seed\":3,\"version\":1,\"a\":0.5,\"b\":null}\n", MetricsLines.Of([run]));
    }

    [Fact]
    public void Versions_between_are_in_the_summary_and_in_the_report_where_they_were_measured()
    {
        var measured = Results.Guided(0, 14) with { Between = [(40, Results.Evaluation(4)), (80, Results.Evaluation(8))], NotMeasured = 1 };

        var evaluations = JsonDocument.Parse(SummaryJson.Of([measured])).RootElement.GetProperty("arms")[0].GetProperty("evaluations").EnumerateArray().ToList();
        Assert.Equal([(40, 0.25), (80, 0.5)], evaluations.Select(e => (e.GetProperty("version").GetInt32(), e.GetProperty("tiers").GetProperty("hard").GetProperty("pass@1").GetDouble())));
        var page = HtmlReport.Of(Experiment, [measured], "runs/q", default);
        Assert.Contains("pass@1 on held-out problems while training", page, StringComparison.Ordinal);
        Assert.Contains("1 of 3 versions between have not been measured", page, StringComparison.Ordinal);
        Assert.DoesNotContain("while training", HtmlReport.Of(Experiment, [Results.Guided(0, 14)], "runs/q", default), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_shows_intervals_for_one_seed_and_deviations_for_several()
    {
        var one = ResultTable.Of([Results.Guided(0, 14)]).ToText();
        var two = ResultTable.Of([Results.Guided(0, 14), Results.Guided(1, 10)]).ToText();

        Assert.Contains("0.875 [.80,.93]", one, StringComparison.Ordinal);
        Assert.Contains("0.750 ± 0.177", two, StringComparison.Ordinal);
    }

    [Fact]
    public void A_narrow_terminal_gets_the_means_alone()
    {
        var text = ResultTable.Of([Results.Guided(0, 14), Results.Plain(0, 0)]).ToText(width: 60);

        Assert.Contains(".875/1.000", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 1, 60));
    }

    [Fact]
    public void Tiers_without_an_order_are_shown_with_all_problems_together_which_counts()
    {
        var mixed = Results.Evaluation(8) with { Problems = [.. Results.Evaluation(8).Problems.Select((problem, i) => problem with { Tier = i < 5 ? "algebra" : "geometry" })] };

        Assert.Equal(["algebra", "geometry", "all"], ResultTable.Of([Results.Plain(0, 0) with { Initial = mixed, Final = mixed }]).Tiers);
        Assert.Equal(["hard"], ResultTable.Of([Results.Plain(0, 0)]).Tiers);
    }

    [Fact]
    public void A_group_of_each_kind_is_shown_with_the_command_that_explains_it()
    {
        var page = HtmlReport.Of(
            Experiment, [Results.Guided(0, 14) with { Examples = [new ExampleGroup("q", "all wrong", new Guid("3f2a91c0-0000-0000-0000-000000000000"), "1 < 2 ?", null, "no", 0, 8)] }], "runs/q", default);

        Assert.Contains("./guide explain 3f2a91c0000000000000000000000000 --run-folder runs/q", page, StringComparison.Ordinal);
        Assert.Contains("1 &lt; 2 ?", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_says_how_to_repeat_the_run()
    {
        var page = HtmlReport.Of(Experiment with { Origin = new RunOrigin("./guide run a&b.yaml", "0123456789ab", "a processor, 2 cores") }, [Results.Guided(0, 14)], "runs/q", default);

        Assert.Contains("./guide run a&amp;b.yaml", page, StringComparison.Ordinal);
        Assert.Contains("commit 0123456789ab · a processor, 2 cores", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_is_one_file_with_plots_and_no_markup_from_names()
    {
        var page = HtmlReport.Of(Experiment, [Results.Guided(0, 14), Results.Plain(0, 0)], "runs/q", default);

        Assert.Contains("<h1>quick&lt;start&gt;</h1>", page, StringComparison.Ordinal);
        Assert.True(page.Split("<svg").Length > 6, "The report has its plots.");
        Assert.DoesNotContain("http-equiv", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.Contains("at equal updates", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_an_experiment_that_has_only_begun_is_a_page_too() =>
        Assert.Contains("not all ended", HtmlReport.Of(Experiment, [Results.Guided(0, 14) with { Ended = false, Steps = [], Final = null, FinalGuided = null }], "runs/q", default), StringComparison.Ordinal);
}
