using Microsoft.EntityFrameworkCore;

namespace Guide.Storage.Postgres;

/// <summary>The distributed mode's database.</summary>
internal sealed class PostgresDbContext(DbContextOptions<PostgresDbContext> options) : GuideDbContext(options);
