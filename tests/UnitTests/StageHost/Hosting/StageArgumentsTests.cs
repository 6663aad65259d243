using Guide.Contracts;
using Guide.StageHost;

namespace Guide.UnitTests.StageHost;

public sealed class StageArgumentsTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    [Fact]
    public void The_command_line_wins_over_the_environment()
    {
        var environment = new Dictionary<string, string>
        {
            ["GUIDE_RUN"] = "environment",
            ["GUIDE_HTTP_PORT"] = "8080",
            ["GUIDE_BUS__DELIVERYLIMIT"] = "7",
            ["GUIDE_TEST_BROKER"] = "not a setting of a stage",
            ["PATH"] = "/bin",
        };

        var settings = StageArguments.Read(["--run", "line", "--broker=amqp://h", "--Claims:Duration", "00:01:00"], environment);

        Assert.Equal("line", settings["run"]);
        Assert.Equal("8080", settings["http-port"]);
        Assert.Equal("7", settings["Bus:DeliveryLimit"]);
        Assert.Equal("00:01:00", settings["Claims:Duration"]);
        Assert.Equal(5, settings.Count);
    }

    [Theory]
    [InlineData("--borker", "Unknown option '--borker'; see --help.")]
    [InlineData("--httpport", "Unknown option '--httpport' (did you mean --http-port?); see --help.")]
    [InlineData("run", "Unexpected argument 'run'; see --help.")]
    [InlineData("--run", "Option '--run' needs a value; see --help.")]
    public void Wrong_usage_is_one_line_and_exit_code_2(string argument, string message)
    {
        var error = Assert.Throws<GuideException>(() => StageArguments.Read([argument], NoEnvironment));

        Assert.Equal((ExitCodes.Usage, message), (error.ExitCode, error.Message));
    }

    [Theory]
    [InlineData("run", "Missing --run (or GUIDE_RUN); see --help.")]
    [InlineData("broker", "Missing --broker (or GUIDE_BROKER); see --help.")]
    [InlineData("database", "Missing --database (or GUIDE_DATABASE); see --help.")]
    [InlineData("checkpoints", "Missing --checkpoints (or GUIDE_CHECKPOINTS); see --help.")]
    public void Each_missing_setting_is_named(string missing, string message)
    {
        var settings = new Dictionary<string, string?>
        {
            ["run"] = "r",
            ["broker"] = "amqp://h",
            ["database"] = "Host=h",
            ["checkpoints"] = "c",
        };
        settings.Remove(missing);

        var error = Assert.Throws<GuideException>(() => StageArguments.ToRunSettings(settings));

        Assert.Equal((ExitCodes.Usage, message), (error.ExitCode, error.Message));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("http://localhost")]
    [InlineData("amqp://")]
    public void A_broker_address_of_another_form_is_refused(string address)
    {
        var error = Assert.Throws<GuideException>(() => StageArguments.ToRunSettings(
            new Dictionary<string, string?> { ["run"] = "r", ["broker"] = address, ["database"] = "Host=h", ["checkpoints"] = "c" }));

        Assert.Equal(ExitCodes.Usage, error.ExitCode);
    }
}
