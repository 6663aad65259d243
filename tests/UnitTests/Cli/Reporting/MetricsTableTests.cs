using Guide.Cli.Reporting;

namespace Guide.UnitTests.Cli;

public sealed class MetricsTableTests
{
    [Fact]
    public void Metrics_are_a_row_a_step_and_a_column_each_and_empty_where_a_step_has_them_not()
    {
        var run = Results.Plain(3, 0) with
        {
            Arm = "a,b",
            Steps = [new StepPoint(1, new Dictionary<string, double> { ["b"] = 0.25 }), new StepPoint(2, new Dictionary<string, double> { ["a"] = 1e-7, ["b"] = 2 })],
        };

        Assert.Equal("run_id,arm,seed,version,a,b\nq-grpo-s3,\"a,b\",3,1,,0.25\nq-grpo-s3,\"a,b\",3,2,1E-07,2\n", MetricsTable.Of([run]));
    }
}
