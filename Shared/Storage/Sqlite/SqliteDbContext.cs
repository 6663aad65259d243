using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Guide.Storage.Sqlite;

/// <summary>The embedded mode's database: one file in the run folder.</summary>
internal sealed class SqliteDbContext(DbContextOptions<SqliteDbContext> options) : GuideDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite has no instant type: whole milliseconds since 1970 compare and sort.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantAsMilliseconds>();
        configurationBuilder.Properties<Guid>().HaveConversion<GuidAsText>();
    }

    private sealed class InstantAsMilliseconds() : ValueConverter<DateTimeOffset, long>(
        instant => instant.ToUnixTimeMilliseconds(),
        milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    /// <summary>Lower case, as every log and <c>guide explain</c> print it.</summary>
    private sealed class GuidAsText() : ValueConverter<Guid, string>(
        guid => guid.ToString("D"),
        text => Guid.Parse(text));
}
