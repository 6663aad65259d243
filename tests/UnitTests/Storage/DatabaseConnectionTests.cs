using Guide.Contracts;
using Guide.Storage;

namespace Guide.UnitTests.Storage;

public sealed class DatabaseConnectionTests
{
    [Theory]
    [InlineData("sqlite:/tmp/x/run.db", "sqlite:/tmp/x/run.db")]
    [InlineData("/tmp/x/run.db", "sqlite:/tmp/x/run.db")]
    [InlineData("postgres://me:secret%21@db.example:5433/guide", "postgres://db.example:5433/guide")]
    [InlineData("postgresql://db.example/guide", "postgres://db.example:5432/guide")]
    [InlineData("Host=db.example;Database=guide;Password=secret", "postgres://db.example:5432/guide")]
    public async Task Each_form_opens_and_no_description_holds_the_password(string connection, string expected)
    {
        await using var database = DatabaseConnection.Open(connection);
        Assert.Equal(expected, database.Description);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sqlite:")]
    [InlineData("postgres://")]
    [InlineData("Server=x")]
    [InlineData("Host=h;Nonsense=1")]
    public void Anything_else_is_refused(string connection) => Assert.Throws<GuideException>(() => DatabaseConnection.Open(connection));
}
