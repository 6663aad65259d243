using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Guide.Storage.Postgres;

/// <summary>What <c>dotnet ef migrations add NAME --context PostgresDbContext --output-dir Postgres/Migrations</c> builds the model with.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresDbContext>
{
    public PostgresDbContext CreateDbContext(string[] args) =>
        new(PostgresGuideDatabase.Configure(new DbContextOptionsBuilder<PostgresDbContext>(), "Host=design-time").Options);
}
