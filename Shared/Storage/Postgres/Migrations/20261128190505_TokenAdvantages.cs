using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Guide.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class TokenAdvantages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "correction",
                table: "step_rollouts",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "token_advantages",
                table: "step_rollouts",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "token_values",
                table: "step_rollouts",
                type: "bytea",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "correction",
                table: "step_rollouts");

            migrationBuilder.DropColumn(
                name: "token_advantages",
                table: "step_rollouts");

            migrationBuilder.DropColumn(
                name: "token_values",
                table: "step_rollouts");
        }
    }
}
