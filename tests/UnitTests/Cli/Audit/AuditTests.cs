using System.Text.Json;

using Guide.Cli;
using Guide.Cli.Export;
using Guide.Contracts;
using Guide.Storage;
using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;

using Parquet.Serialization;

namespace Guide.UnitTests.Cli;

/// <summary>guide explain, export and replay over a stored run.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-audit-").FullName;

    private string Database => $"sqlite:{Path.Combine(_folder, "guide.db")}";

    public async Task InitializeAsync()
    {
        await using var database = DatabaseConnection.Open(Database);
        await StoredRun.WriteAsync(database);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Explain_tells_a_lineage_from_prompt_to_checkpoint_whichever_of_its_groups_is_named()
    {
        var (exitCode, byRoot, _) = await Run("explain", StoredRun.Root.ToString(), "--database", Database);
        var (_, byChild, _) = await Run("explain", StoredRun.Child.ToString("N")[..12], "--database", Database);

        Assert.Equal(0, exitCode);
        Assert.Equal(byRoot, byChild);
        string[] told = ["What is 2+2?", "gold      4", "incorrect", "format error", "unused: exchanged", "hint-1 from data: Count on.", "correct", "+0.700", "slot 0, attempt 1: timeout: attempt 1", "made version 1", "checkpoint v1"];
        Assert.All(told, part => Assert.Contains(part, byRoot, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_says_why_a_group_was_discarded()
    {
        var (_, output, _) = await Run("explain", StoredRun.Discarded.ToString(), "--database", Database);

        Assert.Contains("discarded: prompt too long (700 tokens)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_as_json_has_the_token_ids_and_log_probs()
    {
        var (_, output, _) = await Run("explain", StoredRun.Root.ToString(), "--database", Database, "--json");

        var rollout = JsonDocument.Parse(output).RootElement.GetProperty("root").GetProperty("rollouts")[0].GetProperty("rollout");
        Assert.Equal([7, 8], rollout.GetProperty("token_ids").EnumerateArray().Select(e => e.GetInt32()));
        Assert.Equal(-1.25f, rollout.GetProperty("behavior_log_probs")[1].GetSingle());
    }

    [Fact]
    public async Task Explain_shows_advantages_and_values_token_by_token_where_they_differ()
    {
        await using (var database = DatabaseConnection.Open(Database))
        {
            await database.WriteAsync(
                (db, token) => db.StepRollouts.Where(row => row.GroupId == StoredRun.Root && row.Slot == 0).ExecuteUpdateAsync(
                    row => row
                        .SetProperty(r => r.TokenAdvantages, new[] { 0.25f, -0.5f })
                        .SetProperty(r => r.TokenValues, new[] { 0.1f, 0.2f })
                        .SetProperty(r => r.Correction, 1.5),
                    token),
                default);
        }

        var (_, text, _) = await Run("explain", StoredRun.Root.ToString(), "--database", Database);
        Assert.Contains("slot 0: advantages by token 0.25 -0.50 · values 0.10 0.20 · off-policy weight 1.5", text, StringComparison.Ordinal);
        Assert.DoesNotContain("slot 1: advantages", text, StringComparison.Ordinal);

        var (_, json, _) = await Run("explain", StoredRun.Root.ToString(), "--database", Database, "--json");
        var step = JsonDocument.Parse(json).RootElement.GetProperty("root").GetProperty("rollouts")[0].GetProperty("step");
        Assert.Equal([0.25f, -0.5f], step.GetProperty("token_advantages").EnumerateArray().Select(e => e.GetSingle()));
    }

    [Theory]
    [InlineData("xyz", "'xyz' is not a group's id")]
    [InlineData("00000000", "there is no group 00000000… in sqlite:")]
    public async Task Explain_of_what_is_not_there_is_exit_code_2(string id, string message)
    {
        var (exitCode, _, error) = await Run("explain", id, "--database", Database);

        Assert.Equal(2, exitCode);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_writes_a_line_for_each_stored_rollout_with_its_effective_verdict()
    {
        var (exitCode, output, _) = await Run("export", "--database", Database);

        Assert.Equal(0, exitCode);
        var rows = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [("incorrect", -0.7), ("format_error", null), ("correct", 0.7), ("incorrect", null)],
            rows.Select(r => (r.GetProperty("outcome").GetString()!, r.GetProperty("advantage").ValueKind == JsonValueKind.Null ? (double?)null : r.GetProperty("advantage").GetDouble())));
        Assert.Equal("Count on.", rows[2].GetProperty("hint").GetString());
        Assert.Equal(StoredRun.Root.ToString(), rows[2].GetProperty("parent_id").GetString());
    }

    [Fact]
    public async Task Export_has_what_a_step_did_token_by_token()
    {
        await using (var database = DatabaseConnection.Open(Database))
        {
            await database.WriteAsync(
                async (db, token) =>
                {
                    await db.StepRollouts.Where(s => s.GroupId == StoredRun.Root && s.Slot == 0).ExecuteDeleteAsync(token);
                    await database.InsertAsync(
                        db,
                        [
                            new StepRolloutRow
                            {
                                RunId = StoredRun.RunId, Version = 1, Ordinal = 0, MiniBatch = 0, GroupId = StoredRun.Root, Slot = 0, Role = "unguided",
                                Advantage = -0.7, TokenAdvantages = [-1.5f, 0.25f], TokenValues = [0.5f, 0.125f], Correction = 0.75,
                            },
                        ],
                        token);
                },
                default);
        }

        var (_, output, _) = await Run("export", "--database", Database);
        var rows = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([-1.5, 0.25], rows[0].GetProperty("token_advantages").EnumerateArray().Select(x => x.GetDouble()));
        Assert.Equal([0.5, 0.125], rows[0].GetProperty("token_values").EnumerateArray().Select(x => x.GetDouble()));
        Assert.Equal(0.75, rows[0].GetProperty("correction").GetDouble());
        Assert.Equal(0, rows[2].GetProperty("token_advantages").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, rows[2].GetProperty("correction").ValueKind);
    }

    [Fact]
    public async Task The_verdict_that_counts_is_of_the_verifiers_the_group_was_verified_with()
    {
        await using (var database = DatabaseConnection.Open(Database))
        {
            // A later verifier thinks otherwise; the group was trained on what math/1 said at its second attempt.
            await database.WriteAsync(
                (db, token) => database.InsertAsync(
                    db,
                    [
                        new VerdictRow
                        {
                            RunId = StoredRun.RunId, GroupId = StoredRun.Root, Slot = 0, Verifier = "math", VerifierVersion = "2", Attempt = 1,
                            Outcome = VerdictOutcome.Correct, Reward = 1, Detail = "math/2", ElapsedMilliseconds = 1, JudgedAt = DateTimeOffset.UnixEpoch,
                        },
                    ],
                    token),
                default);
        }

        var (_, exported, _) = await Run("export", "--database", Database);
        Assert.Equal("incorrect", JsonDocument.Parse(exported.Split('\n')[0]).RootElement.GetProperty("outcome").GetString());

        // The child's first slot was right, the root's was not.
        var (_, explained, _) = await Run("explain", StoredRun.Root.ToString(), "--database", Database);
        Assert.Equal(2, explained.Split(" 0  correct ").Length);
        Assert.Equal(2, explained.Split(" 0  incorrect ").Length);

        var (_, replayed, _) = await Run("replay", "--database", Database, "--json");
        Assert.DoesNotContain(JsonDocument.Parse(replayed).RootElement.GetProperty("flips").EnumerateArray(), flip => flip.GetProperty("before").GetString() == "correct");
    }

    [Fact]
    public async Task Export_as_parquet_reads_back_equal()
    {
        var file = Path.Combine(_folder, "out", "rollouts.parquet");

        var (exitCode, _, error) = await Run("export", StoredRun.RunId, "--database", Database, "--format", "parquet", "--output", file);

        Assert.True(exitCode == 0, error);
        var rows = await ParquetSerializer.DeserializeAsync<ExportedRollout>(file);
        Assert.Equal(4, rows.Data.Count);
        Assert.Equal([7, 8], rows.Data[3].TokenIds);
        Assert.Equal([-0.5f, -1.25f], rows.Data[3].BehaviorLogProbs);
        Assert.Equal(("guided-failure", (double?)null), (rows.Data[3].UnusedReason, rows.Data[3].Advantage));
    }

    [Fact]
    public async Task Export_of_an_unknown_run_names_those_there_are()
    {
        var (exitCode, _, error) = await Run("export", "nobody", "--database", Database);

        Assert.Equal(2, exitCode);
        Assert.Contains(StoredRun.RunId, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollouts_are_narrowed_and_their_groups_can_be_explained()
    {
        var (exitCode, wrong, _) = await Run("rollouts", "--database", Database, "--wrong", "--guided", "--step", "1");
        var (_, correct, _) = await Run("rollouts", "--database", Database, "--correct", "--json");
        var (_, first, note) = await Run("rollouts", "--database", Database, "--first", "1");

        Assert.Equal(0, exitCode);
        var line = Assert.Single(wrong.TrimEnd().Split('\n').Skip(1));
        Assert.StartsWith(StoredRun.Child.ToString(), line, StringComparison.Ordinal);
        Assert.Contains("incorrect", line, StringComparison.Ordinal);
        Assert.Equal(StoredRun.Child, JsonDocument.Parse(Assert.Single(correct.TrimEnd().Split('\n'))).RootElement.GetProperty("group_id").GetGuid());
        Assert.Equal(2, first.TrimEnd().Split('\n').Length);
        Assert.Contains("--first N shows more", note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_listed_with_where_they_stand()
    {
        var (exitCode, output, _) = await Run("runs", "--database", Database, "--json");

        Assert.Equal(0, exitCode);
        var run = Assert.Single(JsonDocument.Parse(output).RootElement.EnumerateArray());
        Assert.Equal((StoredRun.RunId, "not ended", 1, 100), (run.GetProperty("run_id").GetString(), run.GetProperty("state").GetString(), run.GetProperty("version").GetInt32(), run.GetProperty("steps").GetInt32()));
    }

    [Fact]
    public async Task Replay_finds_what_today_would_be_judged_otherwise_and_the_hint_that_was_needless()
    {
        var (exitCode, output, _) = await Run("replay", "--database", Database, "--json");

        Assert.Equal(0, exitCode);
        var diff = JsonDocument.Parse(output).RootElement;
        Assert.Equal(4, diff.GetProperty("judged").GetInt64());
        var flip = Assert.Single(diff.GetProperty("flips").EnumerateArray());
        Assert.Equal((StoredRun.Root, 1, "format_error", "correct"), (flip.GetProperty("group_id").GetGuid(), flip.GetProperty("slot").GetInt32(), flip.GetProperty("before").GetString(), flip.GetProperty("after").GetString()));
        Assert.Equal(StoredRun.Root, Assert.Single(diff.GetProperty("needless_hints").EnumerateArray()).GetGuid());
    }

    private static async Task<(int ExitCode, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await GuideRoot.RunAsync(args, output, error, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }
}
