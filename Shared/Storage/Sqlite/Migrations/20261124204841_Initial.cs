using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Guide.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "set",
                table: "prompts",
                newName: "prompt_set");

            migrationBuilder.RenameIndex(
                name: "ix_prompts_run_id_set_position",
                table: "prompts",
                newName: "ix_prompts_run_id_prompt_set_position");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "prompt_set",
                table: "prompts",
                newName: "set");

            migrationBuilder.RenameIndex(
                name: "ix_prompts_run_id_prompt_set_position",
                table: "prompts",
                newName: "ix_prompts_run_id_set_position");
        }
    }
}
