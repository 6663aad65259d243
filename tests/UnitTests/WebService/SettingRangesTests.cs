using Guide.Contracts;
using Guide.SandboxService;
using Guide.WebService;

namespace Guide.UnitTests.WebService;

public sealed class SettingRangesTests
{
    public static TheoryData<string> Settings =>
    [
        .. typeof(SandboxServiceOptions).GetProperties().Where(static property => property.PropertyType != typeof(string)).Select(static property => property.Name),
    ];

    [Fact]
    public void The_defaults_are_in_range() => SettingRanges.Check(new SandboxServiceOptions());

    [Theory]
    [InlineData("QueueLimit must be between 1 and 1000000; got 0.")]
    [InlineData("QueueBytes must be between 1024 and 1099511627776; got 0.")]
    [InlineData("SlowestBytesPerSecond must be between 1 and 2147483647; got 0.")]
    [InlineData("HeadersTimeout must be between 00:00:00.1000000 and 01:00:00; got 00:00:00.")]
    [InlineData("RequestBytes must be between 1024 and 2147483647; got 0.")]
    [InlineData("LongestTimeout must be between 00:00:01 and 1.00:00:00; got 00:00:00.")]
    [InlineData("DefaultMemoryBytes must be between 1048576 and 1099511627776; got 0.")]
    [InlineData("DrainTime must be between 00:00:00 and 01:00:00; got -00:00:01.")]
    [InlineData("Sandbox.Slots must be between 0 and 256; got 257.")]
    [InlineData("Sandbox.FirstUid must be between 1000 and 2000000000; got 0.")]
    public void A_value_out_of_range_is_refused_by_the_settings_name(string message)
    {
        SandboxServiceOptions options = message.Split(' ')[0] switch
        {
            "QueueLimit" => new() { QueueLimit = 0 },
            "QueueBytes" => new() { QueueBytes = 0 },
            "SlowestBytesPerSecond" => new() { SlowestBytesPerSecond = 0 },
            "HeadersTimeout" => new() { HeadersTimeout = TimeSpan.Zero },
            "RequestBytes" => new() { RequestBytes = 0 },
            "LongestTimeout" => new() { LongestTimeout = TimeSpan.Zero },
            "DefaultMemoryBytes" => new() { DefaultMemoryBytes = 0 },
            "DrainTime" => new() { DrainTime = TimeSpan.FromSeconds(-1) },
            "Sandbox.Slots" => new() { Sandbox = new() { Slots = 257 } },
            _ => new() { Sandbox = new() { FirstUid = 0 } },
        };

        var refused = Assert.Throws<GuideException>(() => SettingRanges.Check(options));

        Assert.Equal((message, ExitCodes.Usage), (refused.Message, refused.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_number_and_time_has_a_range(string name) =>
        Assert.True(
            typeof(SandboxServiceOptions).GetProperty(name)!.IsDefined(typeof(System.ComponentModel.DataAnnotations.RangeAttribute), inherit: false)
            || name is nameof(SandboxServiceOptions.Sandbox) or nameof(SandboxServiceOptions.Data));

    [Fact]
    public void All_that_is_wrong_is_said_at_once_and_by_the_names_of_the_command_line()
    {
        var refused = Assert.Throws<GuideException>(() => SettingRanges.Check(
            new SandboxServiceOptions { QueueLimit = 0, Urls = "nonsense" },
            new Dictionary<string, string> { ["QueueLimit"] = "--queue", ["Urls"] = "--urls" }));

        Assert.Equal("--queue must be between 1 and 1000000; got 0. --urls: 'nonsense' is no address such as http://127.0.0.1:8080.", refused.Message);
    }
}
