using Guide.Contracts;

namespace Guide.UnitTests.Contracts;

public sealed class BearerTokenFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-token");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_line_is_the_token() => Assert.Equal("secret", BearerTokenFile.Read(Written(" secret \nmore\n")));

    [Fact]
    public void No_file_is_no_token() => Assert.Null(BearerTokenFile.Read(null));

    [Theory]
    [InlineData("")]
    [InlineData(" \nsecret")]
    public void A_file_without_a_token_is_refused_by_its_name(string text)
    {
        var path = Written(text);
        Assert.Equal($"{path}: the first line holds no token.", Assert.Throws<GuideException>(() => BearerTokenFile.Read(path)).Message);
    }

    private string Written(string text)
    {
        var path = Path.Combine(_folder.Path, "token");
        File.WriteAllText(path, text);
        return path;
    }
}
