using System.ComponentModel.DataAnnotations;

using Guide.Contracts;
using Guide.StageHost;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Guide.UnitTests.StageHost;

public sealed class StageOptionsRegistrationTests
{
    [Theory]
    [InlineData("Evry", "1", "Unknown setting 'Evry' of Somewhere; see --help and docs/operations.md.")]
    [InlineData("Every", "soon", "Setting 'Somewhere:Every': 'soon' is not a time such as 00:01:30.")]
    [InlineData("Count", "many", "Setting 'Somewhere:Count': 'many' is not a whole number.")]
    [InlineData("Count", "9", "Setting 'Somewhere:Count': must be between 1 and 3.")]
    public void What_is_wrong_with_a_setting_is_said_with_the_name_of_its_section(string key, string value, string line)
    {
        var failure = Failure.Of(Assert.ThrowsAny<Exception>(() => Bound(key, value)), interrupted: false, HostFailures.Expected);
        Assert.Equal((line, ExitCodes.Usage), (failure.Line, failure.ExitCode));
    }

    [Fact]
    public void A_setting_that_is_right_reaches_its_record() => Assert.Equal(2, Bound("Count", "2").Count);

    private static OtherNameOptions Bound(string key, string value)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new($"Somewhere:{key}", value)]).Build());
        services.AddStageOptions<OtherNameOptions>("Somewhere");
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<OtherNameOptions>>().Value;
    }

    /// <summary>Named after something else than its section, as Watch's record once was.</summary>
    internal sealed record OtherNameOptions
    {
        [Range(1, 3)]
        public int Count { get; init; } = 1;

        public TimeSpan Every { get; init; }
    }
}
