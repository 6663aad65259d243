using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Guide.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "runs",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    arm = table.Column<string>(type: "text", nullable: false),
                    seed = table.Column<int>(type: "integer", nullable: false),
                    recipe = table.Column<string>(type: "text", nullable: false),
                    recipe_hash = table.Column<string>(type: "text", nullable: false),
                    checkpoint_store = table.Column<string>(type: "text", nullable: false),
                    train_prompts = table.Column<int>(type: "integer", nullable: false),
                    next_ordinal = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runs", x => x.run_id);
                });

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leases", x => new { x.run_id, x.name });
                    table.ForeignKey(
                        name: "fk_leases_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "run_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "policy_versions",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    checkpoint_uri = table.Column<string>(type: "text", nullable: false),
                    checkpoint_sha256 = table.Column<string>(type: "text", nullable: false),
                    has_optimizer_state = table.Column<bool>(type: "boolean", nullable: false),
                    lineages = table.Column<int>(type: "integer", nullable: false),
                    metrics = table.Column<string>(type: "text", nullable: false),
                    lease_epoch = table.Column<long>(type: "bigint", nullable: false),
                    committed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy_versions", x => new { x.run_id, x.version });
                    table.ForeignKey(
                        name: "fk_policy_versions_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "run_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "prompts",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "text", nullable: false),
                    prompt_id = table.Column<string>(type: "text", nullable: false),
                    prompt_set = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    domain = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    gold = table.Column<string>(type: "text", nullable: true),
                    tests = table.Column<string>(type: "text", nullable: true),
                    hint = table.Column<string>(type: "text", nullable: true),
                    difficulty = table.Column<string>(type: "text", nullable: true),
                    rel_tol = table.Column<double>(type: "double precision", nullable: true),
                    source = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_prompts", x => new { x.run_id, x.prompt_id });
                    table.ForeignKey(
                        name: "fk_prompts_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "run_id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "hints",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "text", nullable: false),
                    hint_id = table.Column<string>(type: "text", nullable: false),
                    prompt_id = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    template = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    unusable_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hints", x => new { x.run_id, x.hint_id });
                    table.ForeignKey(
                        name: "fk_hints_prompts_run_id_prompt_id",
                        columns: x => new { x.run_id, x.prompt_id },
                        principalTable: "prompts",
                        principalColumns: new[] { "run_id", "prompt_id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "groups",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "text", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<int>(type: "integer", nullable: false),
                    ordinal = table.Column<long>(type: "bigint", nullable: false),
                    prompt_id = table.Column<string>(type: "text", nullable: false),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    hint_id = table.Column<string>(type: "text", nullable: true),
                    group_size = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    minimum_policy_version = table.Column<int>(type: "integer", nullable: false),
                    sampling_settings = table.Column<string>(type: "text", nullable: true),
                    policy_version = table.Column<int>(type: "integer", nullable: true),
                    sampling_context = table.Column<byte[]>(type: "bytea", nullable: true),
                    training_context = table.Column<byte[]>(type: "bytea", nullable: true),
                    claimed_by = table.Column<string>(type: "text", nullable: true),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    send_count = table.Column<int>(type: "integer", nullable: false),
                    judged_count = table.Column<int>(type: "integer", nullable: true),
                    correct_count = table.Column<int>(type: "integer", nullable: true),
                    verifier_set_version = table.Column<string>(type: "text", nullable: true),
                    routing = table.Column<int>(type: "integer", nullable: true),
                    discard_reason = table.Column<int>(type: "integer", nullable: false),
                    discard_detail = table.Column<string>(type: "text", nullable: true),
                    consuming_version = table.Column<int>(type: "integer", nullable: true),
                    admitted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sampled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    verified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_groups", x => new { x.run_id, x.group_id });
                    table.ForeignKey(
                        name: "fk_groups_groups_run_id_parent_id",
                        columns: x => new { x.run_id, x.parent_id },
                        principalTable: "groups",
                        principalColumns: new[] { "run_id", "group_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_groups_hints_run_id_hint_id",
                        columns: x => new { x.run_id, x.hint_id },
                        principalTable: "hints",
                        principalColumns: new[] { "run_id", "hint_id" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_groups_prompts_run_id_prompt_id",
                        columns: x => new { x.run_id, x.prompt_id },
                        principalTable: "prompts",
                        principalColumns: new[] { "run_id", "prompt_id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "rollouts",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "text", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slot = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    token_ids = table.Column<byte[]>(type: "bytea", nullable: false),
                    behavior_log_probs = table.Column<byte[]>(type: "bytea", nullable: false),
                    finish_reason = table.Column<int>(type: "integer", nullable: false),
                    temperature = table.Column<double>(type: "double precision", nullable: false),
                    top_p = table.Column<double>(type: "double precision", nullable: false),
                    top_k = table.Column<int>(type: "integer", nullable: false),
                    min_p = table.Column<double>(type: "double precision", nullable: false),
                    max_tokens = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollouts", x => new { x.run_id, x.group_id, x.slot });
                    table.ForeignKey(
                        name: "fk_rollouts_groups_run_id_group_id",
                        columns: x => new { x.run_id, x.group_id },
                        principalTable: "groups",
                        principalColumns: new[] { "run_id", "group_id" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "step_rollouts",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    mini_batch = table.Column<int>(type: "integer", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slot = table.Column<int>(type: "integer", nullable: false),
                    verifier = table.Column<string>(type: "text", nullable: true),
                    verifier_version = table.Column<string>(type: "text", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: true),
                    role = table.Column<string>(type: "text", nullable: false),
                    advantage = table.Column<double>(type: "double precision", nullable: true),
                    unused_reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_step_rollouts", x => new { x.run_id, x.version, x.ordinal });
                    table.ForeignKey(
                        name: "fk_step_rollouts_policy_versions_run_id_version",
                        columns: x => new { x.run_id, x.version },
                        principalTable: "policy_versions",
                        principalColumns: new[] { "run_id", "version" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_step_rollouts_rollouts_run_id_group_id_slot",
                        columns: x => new { x.run_id, x.group_id, x.slot },
                        principalTable: "rollouts",
                        principalColumns: new[] { "run_id", "group_id", "slot" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "verdicts",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "text", nullable: false),
                    group_id = table.Column<Guid>(type: "uuid", nullable: false),
                    slot = table.Column<int>(type: "integer", nullable: false),
                    verifier = table.Column<string>(type: "text", nullable: false),
                    verifier_version = table.Column<string>(type: "text", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    outcome = table.Column<int>(type: "integer", nullable: false),
                    reward = table.Column<double>(type: "double precision", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: false),
                    elapsed_milliseconds = table.Column<double>(type: "double precision", nullable: false),
                    judged_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_verdicts", x => new { x.run_id, x.group_id, x.slot, x.verifier, x.verifier_version, x.attempt });
                    table.ForeignKey(
                        name: "fk_verdicts_rollouts_run_id_group_id_slot",
                        columns: x => new { x.run_id, x.group_id, x.slot },
                        principalTable: "rollouts",
                        principalColumns: new[] { "run_id", "group_id", "slot" },
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_groups_run_id_hint_id",
                table: "groups",
                columns: new[] { "run_id", "hint_id" });

            migrationBuilder.CreateIndex(
                name: "ix_groups_run_id_parent_id",
                table: "groups",
                columns: new[] { "run_id", "parent_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_groups_run_id_prompt_id",
                table: "groups",
                columns: new[] { "run_id", "prompt_id" });

            migrationBuilder.CreateIndex(
                name: "ix_groups_run_id_purpose_state_ordinal",
                table: "groups",
                columns: new[] { "run_id", "purpose", "state", "ordinal" });

            migrationBuilder.CreateIndex(
                name: "ix_hints_run_id_prompt_id",
                table: "hints",
                columns: new[] { "run_id", "prompt_id" });

            migrationBuilder.CreateIndex(
                name: "ix_prompts_run_id_prompt_set_position",
                table: "prompts",
                columns: new[] { "run_id", "prompt_set", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_step_rollouts_run_id_group_id_slot",
                table: "step_rollouts",
                columns: new[] { "run_id", "group_id", "slot" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "leases");

            migrationBuilder.DropTable(
                name: "step_rollouts");

            migrationBuilder.DropTable(
                name: "verdicts");

            migrationBuilder.DropTable(
                name: "policy_versions");

            migrationBuilder.DropTable(
                name: "rollouts");

            migrationBuilder.DropTable(
                name: "groups");

            migrationBuilder.DropTable(
                name: "hints");

            migrationBuilder.DropTable(
                name: "prompts");

            migrationBuilder.DropTable(
                name: "runs");
        }
    }
}
