using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Guide.Storage.Sqlite;

/// <summary>What <c>dotnet ef migrations add NAME --context SqliteDbContext --output-dir Sqlite/Migrations</c> builds the model with.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteDbContext>
{
    public SqliteDbContext CreateDbContext(string[] args) =>
        new(SqliteGuideDatabase.Configure(new DbContextOptionsBuilder<SqliteDbContext>(), "Data Source=design-time.db").Options);
}
