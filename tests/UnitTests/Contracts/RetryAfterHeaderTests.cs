using System.Net.Http.Headers;

using Guide.Contracts;

using Microsoft.Extensions.Time.Testing;

namespace Guide.UnitTests.Contracts;

public sealed class RetryAfterHeaderTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(1));

    [Theory]
    [InlineData("7", 7.0)]
    [InlineData("0", 0.0)]
    [InlineData("86400", 600.0)]
    [InlineData("Fri, 02 Jan 1970 00:00:30 GMT", 30.0)]
    [InlineData("Thu, 01 Jan 1970 23:59:30 GMT", null)]
    public void Seconds_and_dates_are_waited_for_at_most_ten_minutes(string header, double? seconds) =>
        Assert.Equal(seconds, RetryAfterHeader.Wait(RetryConditionHeaderValue.Parse(header), _time)?.TotalSeconds);

    [Fact]
    public void No_header_says_nothing() => Assert.Null(RetryAfterHeader.Wait(null, _time));
}
