using System.Buffers.Binary;
using System.Runtime.InteropServices;

using Guide.Storage.Entities;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Guide.Storage;

/// <summary>The tables of docs/architecture.md, "Tables". Two providers derive from it, each with its own migrations.</summary>
public abstract class GuideDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Runs with their frozen recipes.</summary>
    public DbSet<RunRow> Runs => Set<RunRow>();

    /// <summary>Prompts of each run.</summary>
    public DbSet<PromptRow> Prompts => Set<PromptRow>();

    /// <summary>Checked hints.</summary>
    public DbSet<HintRow> Hints => Set<HintRow>();

    /// <summary>Hints that were asked for, for all runs of the database.</summary>
    public DbSet<MadeHintRow> MadeHints => Set<MadeHintRow>();

    /// <summary>Groups with their states.</summary>
    public DbSet<GroupRow> Groups => Set<GroupRow>();

    /// <summary>Sampled completions.</summary>
    public DbSet<RolloutRow> Rollouts => Set<RolloutRow>();

    /// <summary>Judgements, append-only.</summary>
    public DbSet<VerdictRow> Verdicts => Set<VerdictRow>();

    /// <summary>Committed policy versions.</summary>
    public DbSet<PolicyVersionRow> PolicyVersions => Set<PolicyVersionRow>();

    /// <summary>Which rollout trained which version.</summary>
    public DbSet<StepRolloutRow> StepRollouts => Set<StepRolloutRow>();

    /// <summary>Active Producers and Learners.</summary>
    public DbSet<LeaseRow> Leases => Set<LeaseRow>();

    /// <summary>What workers have judged of files; of no run.</summary>
    public DbSet<VerificationChunkRow> VerificationChunks => Set<VerificationChunkRow>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<RunRow>(run => run.HasKey(r => r.RunId));

        modelBuilder.Entity<PromptRow>(prompt =>
        {
            prompt.HasKey(p => new { p.RunId, p.PromptId });
            prompt.HasIndex(p => new { p.RunId, p.PromptSet, p.Position }).IsUnique();
            prompt.HasOne<RunRow>().WithMany().HasForeignKey(p => p.RunId).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<HintRow>(hint =>
        {
            hint.HasKey(h => new { h.RunId, h.HintId });
            hint.HasOne<PromptRow>().WithMany().HasForeignKey(h => new { h.RunId, h.PromptId }).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<MadeHintRow>(made =>
        {
            // One request for a hint, however many want it.
            made.HasKey(m => new { m.PromptKey, m.Source, m.Model, m.TemplateVersion, m.Level, m.Candidate });
            made.HasIndex(m => m.ChargedTo);
        });

        modelBuilder.Entity<VerificationChunkRow>(chunk =>
        {
            chunk.HasKey(c => new { c.JobId, c.Chunk });
            chunk.HasIndex(c => c.JudgedAt);
        });

        DescribeGroups(modelBuilder);
        modelBuilder.Entity<PolicyVersionRow>(version =>
        {
            version.HasKey(v => new { v.RunId, v.Version });
            version.HasOne<RunRow>().WithMany().HasForeignKey(v => v.RunId).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<StepRolloutRow>(row =>
        {
            row.HasKey(s => new { s.RunId, s.Version, s.Ordinal });
            row.Property<float[]>(nameof(StepRolloutRow.TokenAdvantages)).HasConversion(new FloatsAsBytes(), ArrayComparer<float>());
            row.Property<float[]>(nameof(StepRolloutRow.TokenValues)).HasConversion(new FloatsAsBytes(), ArrayComparer<float>());

            // A rollout is consumed once in a run, whatever happens.
            row.HasIndex(s => new { s.RunId, s.GroupId, s.Slot }).IsUnique();
            row.HasOne<PolicyVersionRow>().WithMany().HasForeignKey(s => new { s.RunId, s.Version }).OnDelete(DeleteBehavior.Restrict);
            row.HasOne<RolloutRow>().WithMany().HasForeignKey(s => new { s.RunId, s.GroupId, s.Slot }).OnDelete(DeleteBehavior.Restrict);
        });

        modelBuilder.Entity<LeaseRow>(lease =>
        {
            lease.HasKey(l => new { l.RunId, l.Name });
            lease.HasOne<RunRow>().WithMany().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void DescribeGroups(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<GroupRow>(group =>
        {
            group.HasKey(g => new { g.RunId, g.GroupId });
            // One child per root: the decision of HintConsumer is unique (nulls are distinct in both providers).
            group.HasIndex(g => new { g.RunId, g.ParentId }).IsUnique();
            group.HasIndex(g => new { g.RunId, g.Purpose, g.State, g.Ordinal });
            group.HasOne<PromptRow>().WithMany().HasForeignKey(g => new { g.RunId, g.PromptId }).OnDelete(DeleteBehavior.Restrict);
            group.HasOne<GroupRow>().WithMany().HasForeignKey(g => new { g.RunId, g.ParentId }).OnDelete(DeleteBehavior.Restrict);
            group.HasOne<HintRow>().WithMany().HasForeignKey(g => new { g.RunId, g.HintId }).OnDelete(DeleteBehavior.Restrict);
            group.Property<int[]>(nameof(GroupRow.SamplingContext)).HasConversion(new IntsAsBytes(), ArrayComparer<int>());
            group.Property<int[]>(nameof(GroupRow.TrainingContext)).HasConversion(new IntsAsBytes(), ArrayComparer<int>());
        });

        modelBuilder.Entity<RolloutRow>(rollout =>
        {
            rollout.HasKey(r => new { r.RunId, r.GroupId, r.Slot });
            rollout.HasOne<GroupRow>().WithMany().HasForeignKey(r => new { r.RunId, r.GroupId }).OnDelete(DeleteBehavior.Restrict);
            rollout.Property(r => r.TokenIds).HasConversion(new IntsAsBytes(), ArrayComparer<int>());
            rollout.Property(r => r.BehaviorLogProbs).HasConversion(new FloatsAsBytes(), ArrayComparer<float>());
        });

        modelBuilder.Entity<VerdictRow>(verdict =>
        {
            verdict.HasKey(v => new { v.RunId, v.GroupId, v.Slot, v.Verifier, v.VerifierVersion, v.Attempt });
            verdict.HasOne<RolloutRow>().WithMany().HasForeignKey(v => new { v.RunId, v.GroupId, v.Slot }).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static ValueComparer<T[]> ArrayComparer<T>() => new(
        (a, b) => ReferenceEquals(a, b) || (a != null && b != null && a.SequenceEqual(b)),
        a => a.Length,
        // Rows of numbers are handed over whole and never changed in place.
        a => a);

    /// <summary>int[] as little-endian bytes, four for each number.</summary>
    private sealed class IntsAsBytes() : ValueConverter<int[], byte[]>(
        ints => ToBytes(ints),
        bytes => ToInts(bytes));

    /// <summary>float[] as little-endian IEEE bytes, four for each number.</summary>
    private sealed class FloatsAsBytes() : ValueConverter<float[], byte[]>(
        floats => ToBytes(floats),
        bytes => ToFloats(bytes));

    internal static byte[] ToBytes(int[] values)
    {
        var bytes = new byte[values.Length * sizeof(int)];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(bytes);
            return bytes;
        }

        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), values[i]);
        }

        return bytes;
    }

    internal static byte[] ToBytes(float[] values) =>
        BitConverter.IsLittleEndian ? MemoryMarshal.AsBytes(values.AsSpan()).ToArray() : ToBytes(MemoryMarshal.Cast<float, int>(values).ToArray());

    internal static int[] ToInts(byte[] bytes)
    {
        var values = new int[bytes.Length / sizeof(int)];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, int>(bytes).CopyTo(values);
            return values;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(i * sizeof(int)));
        }

        return values;
    }

    internal static float[] ToFloats(byte[] bytes) => MemoryMarshal.Cast<int, float>(ToInts(bytes)).ToArray();
}
