using System.Globalization;

namespace Guide.CodeSandbox.Isolation;

/// <summary>Whom a slot runs as.</summary>
/// <param name="Option">The native program's option for the uid; empty = the uid of this process.</param>
/// <param name="Uid">The uid.</param>
/// <param name="Gid">The gid of a subordinate uid; null = the same number as the uid.</param>
internal sealed record SlotIds(string Option, int Uid, int? Gid)
{
    /// <summary>The uid of this process.</summary>
    public static SlotIds Shared { get; } = new("", 0, null);

    /// <summary>The native program's arguments.</summary>
    public IEnumerable<string> Arguments => Option.Length == 0 ? []
        : Gid is int gid ? [Option, Uid.ToString(CultureInfo.InvariantCulture), "--sub-gid", gid.ToString(CultureInfo.InvariantCulture)]
        : [Option, Uid.ToString(CultureInfo.InvariantCulture)];
}
