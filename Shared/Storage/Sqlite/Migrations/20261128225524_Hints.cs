using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Guide.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Hints : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "solution",
                table: "prompts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "candidate",
                table: "hints",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "level",
                table: "hints",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "model",
                table: "hints",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "retired_at",
                table: "hints",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "retired_reason",
                table: "hints",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "made_hints",
                columns: table => new
                {
                    prompt_key = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    template_version = table.Column<string>(type: "TEXT", nullable: false),
                    level = table.Column<int>(type: "INTEGER", nullable: false),
                    candidate = table.Column<int>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: true),
                    unusable_reason = table.Column<string>(type: "TEXT", nullable: true),
                    temperature = table.Column<double>(type: "REAL", nullable: true),
                    seed = table.Column<long>(type: "INTEGER", nullable: true),
                    calls = table.Column<int>(type: "INTEGER", nullable: false),
                    prompt_tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    completion_tokens = table.Column<long>(type: "INTEGER", nullable: false),
                    charged_to = table.Column<string>(type: "TEXT", nullable: true),
                    claimed_by = table.Column<string>(type: "TEXT", nullable: true),
                    claimed_until = table.Column<long>(type: "INTEGER", nullable: true),
                    made_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_made_hints", x => new { x.prompt_key, x.source, x.model, x.template_version, x.level, x.candidate });
                });

            migrationBuilder.CreateIndex(
                name: "ix_made_hints_charged_to",
                table: "made_hints",
                column: "charged_to");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "made_hints");

            migrationBuilder.DropColumn(
                name: "solution",
                table: "prompts");

            migrationBuilder.DropColumn(
                name: "candidate",
                table: "hints");

            migrationBuilder.DropColumn(
                name: "level",
                table: "hints");

            migrationBuilder.DropColumn(
                name: "model",
                table: "hints");

            migrationBuilder.DropColumn(
                name: "retired_at",
                table: "hints");

            migrationBuilder.DropColumn(
                name: "retired_reason",
                table: "hints");
        }
    }
}
