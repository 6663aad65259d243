using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Guide.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class VerificationChunks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "verification_chunks",
                columns: table => new
                {
                    job_id = table.Column<string>(type: "TEXT", nullable: false),
                    chunk = table.Column<int>(type: "INTEGER", nullable: false),
                    cases = table.Column<int>(type: "INTEGER", nullable: false),
                    verdicts = table.Column<byte[]>(type: "BLOB", nullable: false),
                    not_read = table.Column<string>(type: "TEXT", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    is_input_error = table.Column<bool>(type: "INTEGER", nullable: false),
                    judged_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_verification_chunks", x => new { x.job_id, x.chunk });
                });

            migrationBuilder.CreateIndex(
                name: "ix_verification_chunks_judged_at",
                table: "verification_chunks",
                column: "judged_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "verification_chunks");
        }
    }
}
