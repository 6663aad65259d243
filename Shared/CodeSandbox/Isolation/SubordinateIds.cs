using System.Globalization;

namespace Guide.CodeSandbox.Isolation;

/// <summary>Uids and gids that an ordinary user may give to slots: /etc/subuid and /etc/subgid, entered by newuidmap and newgidmap.</summary>
internal sealed record SubordinateIds(int FirstUid, int FirstGid)
{
    /// <summary>The first range of each file that is large enough; null = there is none, or the two programs are not installed (Debian: uidmap).</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="count">Ids needed.</param>
    /// <param name="root">Normally /.</param>
    public static SubordinateIds? Find(string user, int count, string root = "/") =>
        File.Exists(Path.Combine(root, "usr/bin/newuidmap")) && File.Exists(Path.Combine(root, "usr/bin/newgidmap"))
        && First(Path.Combine(root, "etc/subuid"), user, count) is int uid
        && First(Path.Combine(root, "etc/subgid"), user, count) is int gid
            ? new(uid, gid)
            : null;

    // Lines of "user:first:count".
    private static int? First(string path, string user, int count)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (var parts in File.ReadLines(path).Select(l => l.Split(':')))
        {
            if (parts.Length == 3 && parts[0] == user
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first > 0
                && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= count)
            {
                return first;
            }
        }

        return null;
    }
}
