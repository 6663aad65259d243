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
            migrationBuilder.CreateTable(
                name: "runs",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    arm = table.Column<string>(type: "TEXT", nullable: false),
                    seed = table.Column<int>(type: "INTEGER", nullable: false),
                    recipe = table.Column<string>(type: "TEXT", nullable: false),
                    recipe_hash = table.Column<string>(type: "TEXT", nullable: false),
                    checkpoint_store = table.Column<string>(type: "TEXT", nullable: false),
                    train_prompts = table.Column<int>(type: "INTEGER", nullable: false),
                    next_ordinal = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runs", x => x.run_id);
                });

            migrationBuilder.CreateTable(
                name: "leases",
                columns: table => new
                {
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    epoch = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    checkpoint_uri = table.Column<string>(type: "TEXT", nullable: false),
                    checkpoint_sha256 = table.Column<string>(type: "TEXT", nullable: false),
                    has_optimizer_state = table.Column<bool>(type: "INTEGER", nullable: false),
                    lineages = table.Column<int>(type: "INTEGER", nullable: false),
                    metrics = table.Column<string>(type: "TEXT", nullable: false),
                    lease_epoch = table.Column<long>(type: "INTEGER", nullable: false),
                    committed_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    prompt_id = table.Column<string>(type: "TEXT", nullable: false),
                    prompt_set = table.Column<string>(type: "TEXT", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    domain = table.Column<int>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    gold = table.Column<string>(type: "TEXT", nullable: true),
                    tests = table.Column<string>(type: "TEXT", nullable: true),
                    hint = table.Column<string>(type: "TEXT", nullable: true),
                    difficulty = table.Column<string>(type: "TEXT", nullable: true),
                    rel_tol = table.Column<double>(type: "REAL", nullable: true),
                    source = table.Column<string>(type: "TEXT", nullable: true)
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
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    hint_id = table.Column<string>(type: "TEXT", nullable: false),
                    prompt_id = table.Column<string>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", nullable: false),
                    template = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    unusable_reason = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
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
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    purpose = table.Column<int>(type: "INTEGER", nullable: false),
                    ordinal = table.Column<long>(type: "INTEGER", nullable: false),
                    prompt_id = table.Column<string>(type: "TEXT", nullable: false),
                    parent_id = table.Column<string>(type: "TEXT", nullable: true),
                    hint_id = table.Column<string>(type: "TEXT", nullable: true),
                    group_size = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    minimum_policy_version = table.Column<int>(type: "INTEGER", nullable: false),
                    sampling_settings = table.Column<string>(type: "TEXT", nullable: true),
                    policy_version = table.Column<int>(type: "INTEGER", nullable: true),
                    sampling_context = table.Column<byte[]>(type: "BLOB", nullable: true),
                    training_context = table.Column<byte[]>(type: "BLOB", nullable: true),
                    claimed_by = table.Column<string>(type: "TEXT", nullable: true),
                    claimed_until = table.Column<long>(type: "INTEGER", nullable: true),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: false),
                    send_count = table.Column<int>(type: "INTEGER", nullable: false),
                    judged_count = table.Column<int>(type: "INTEGER", nullable: true),
                    correct_count = table.Column<int>(type: "INTEGER", nullable: true),
                    verifier_set_version = table.Column<string>(type: "TEXT", nullable: true),
                    routing = table.Column<int>(type: "INTEGER", nullable: true),
                    discard_reason = table.Column<int>(type: "INTEGER", nullable: false),
                    discard_detail = table.Column<string>(type: "TEXT", nullable: true),
                    consuming_version = table.Column<int>(type: "INTEGER", nullable: true),
                    admitted_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sampled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    verified_at = table.Column<long>(type: "INTEGER", nullable: true),
                    completed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    slot = table.Column<int>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    token_ids = table.Column<byte[]>(type: "BLOB", nullable: false),
                    behavior_log_probs = table.Column<byte[]>(type: "BLOB", nullable: false),
                    finish_reason = table.Column<int>(type: "INTEGER", nullable: false),
                    temperature = table.Column<double>(type: "REAL", nullable: false),
                    top_p = table.Column<double>(type: "REAL", nullable: false),
                    top_k = table.Column<int>(type: "INTEGER", nullable: false),
                    min_p = table.Column<double>(type: "REAL", nullable: false),
                    max_tokens = table.Column<int>(type: "INTEGER", nullable: false)
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
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    mini_batch = table.Column<int>(type: "INTEGER", nullable: false),
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    slot = table.Column<int>(type: "INTEGER", nullable: false),
                    verifier = table.Column<string>(type: "TEXT", nullable: true),
                    verifier_version = table.Column<string>(type: "TEXT", nullable: true),
                    attempt = table.Column<int>(type: "INTEGER", nullable: true),
                    role = table.Column<string>(type: "TEXT", nullable: false),
                    advantage = table.Column<double>(type: "REAL", nullable: true),
                    unused_reason = table.Column<string>(type: "TEXT", nullable: true)
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
                    run_id = table.Column<string>(type: "TEXT", nullable: false),
                    group_id = table.Column<string>(type: "TEXT", nullable: false),
                    slot = table.Column<int>(type: "INTEGER", nullable: false),
                    verifier = table.Column<string>(type: "TEXT", nullable: false),
                    verifier_version = table.Column<string>(type: "TEXT", nullable: false),
                    attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    outcome = table.Column<int>(type: "INTEGER", nullable: false),
                    reward = table.Column<double>(type: "REAL", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: false),
                    elapsed_milliseconds = table.Column<double>(type: "REAL", nullable: false),
                    judged_at = table.Column<long>(type: "INTEGER", nullable: false)
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
