using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Guide.Cli.Replay;

/// <summary>Which groups are looked at: a share of them, the same ones with the same seed, whatever their order. Whole groups, so that what is said of a group holds.</summary>
/// <param name="Share">Above 0, to 1 = all.</param>
/// <param name="Seed">Another one takes others.</param>
internal sealed record ReplaySample(double Share, int Seed)
{
    /// <summary>All groups.</summary>
    public static ReplaySample All { get; } = new(1, 0);

    /// <summary>Beginnings of what names the groups that are looked at; empty = of any.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>A name for what is looked at, and by whom.</summary>
    /// <param name="verifiers">Names and versions of the verifiers.</param>
    public string Name(string verifiers) =>
        $"r{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{verifiers} {Share:R} {Seed} {string.Join(' ', Groups)}"))).AsSpan(0, 5))}";

    /// <summary>Whether a group is looked at.</summary>
    /// <param name="group">What names it.</param>
    public bool Takes(string group) => (Groups.Count == 0 || Groups.Any(start => group.StartsWith(start, StringComparison.Ordinal))) && IsDrawn(group);

    private bool IsDrawn(string group) =>
        Share >= 1 || BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Seed}:{group}")))) < Share * Math.Pow(2, 64);

    /// <summary>For a reader; empty where all are looked at.</summary>
    /// <param name="taken">Groups that were.</param>
    /// <param name="all">Groups that there are.</param>
    public string Note(long taken, long all) => Share >= 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"a sample: {taken} of {all} groups (share {Share}, seed {Seed})");
}
