using Guide.Storage;
using Guide.Storage.Entities;
using Guide.Storage.Postgres;
using Guide.Storage.Rows;
using Guide.Storage.Sqlite;

using Microsoft.EntityFrameworkCore;

namespace Guide.UnitTests.Storage.Rows;

/// <summary>What the hot path reads and writes by name is what EF's model says.</summary>
public sealed class StoredTablesTests
{
    [Fact]
    public void Rows_are_read_with_all_their_columns()
    {
        using var postgres = new PostgresDesignTimeFactory().CreateDbContext([]);
        using var sqlite = new SqliteDesignTimeFactory().CreateDbContext([]);
        foreach (var db in new GuideDbContext[] { postgres, sqlite })
        {
            AssertAll<GroupRow>(db, StoredTables.Groups.Name, StoredTables.Groups.Columns);
            AssertAll<PromptRow>(db, StoredTables.Prompts.Name, StoredTables.Prompts.Columns);
            AssertAll<RolloutRow>(db, StoredTables.Rollouts.Name, StoredTables.Rollouts.Columns);
            AssertAll<VerdictRow>(db, StoredTables.Verdicts.Name, StoredTables.Verdicts.Columns);
        }
    }

    [Fact]
    public void New_groups_are_stored_with_every_column_that_must_have_a_value()
    {
        using var db = new PostgresDesignTimeFactory().CreateDbContext([]);
        var columns = BulkTables.Groups.Columns.Select(static column => column.Column).ToHashSet();
        Assert.Subset(columns, Columns<GroupRow>(db, nullable: false));
        Assert.Subset(Columns<GroupRow>(db, nullable: null), columns);
    }

    private static void AssertAll<T>(GuideDbContext db, string table, IReadOnlyList<string> columns)
    {
        Assert.Equal(db.Model.FindEntityType(typeof(T))!.GetTableName(), table);
        Assert.Equal(Columns<T>(db, nullable: null).Order(), columns.Order());
    }

    private static HashSet<string> Columns<T>(GuideDbContext db, bool? nullable) =>
        [.. db.Model.FindEntityType(typeof(T))!.GetProperties().Where(property => nullable is null || property.IsNullable == nullable).Select(static property => property.GetColumnName())];
}
