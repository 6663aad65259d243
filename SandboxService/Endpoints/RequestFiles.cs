using System.Text;

using Guide.CodeSandbox.Isolation;

namespace Guide.SandboxService.Endpoints;

/// <summary>The files of a request, in and out: inside the work folder, or below /mnt.</summary>
internal static class RequestFiles
{
    private const string Mnt = "/mnt/";
    private const int LongestName = 190, Most = 1000;

    /// <summary>What is wrong with them, with the field in front; null = nothing.</summary>
    /// <param name="files">Name to base64 content.</param>
    /// <param name="fetch">Names to hand back.</param>
    /// <param name="taken">Names that the program itself has.</param>
    /// <param name="memoryBytes">The run's memory, which holds the files too.</param>
    public static string? Problem(IReadOnlyDictionary<string, string?>? files, IReadOnlyList<string?>? fetch, IReadOnlyList<string> taken, long memoryBytes)
    {
        if (files is null || fetch is null)
        {
            return files is null ? "files: an object is needed" : "fetch_files: a list is needed";
        }

        if (files.Count > Most || fetch.Count > Most)
        {
            return $"{(files.Count > Most ? "files" : "fetch_files")}: more than {Most} files";
        }

        var names = new HashSet<string>(taken, StringComparer.Ordinal);
        var bytes = 0L;
        foreach ((var name, var content) in files)
        {
            if (ProblemOf(name, content, names) is string problem)
            {
                return $"files: {problem}";
            }

            bytes += (content?.Length ?? 0) * 3L / 4;
        }

        // A file cannot be a folder too.
        return names.FirstOrDefault(n => Parents(n).Any(names.Contains)) is string below ? $"files: '{below}' lies below another file"
            : bytes > memoryBytes ? "files: are larger than the memory's limit"
            : fetch.Any(n => n is null) ? "fetch_files: a name is null"
            : fetch.FirstOrDefault(n => !IsSafe(n!)) is string bad ? $"fetch_files: '{bad}' is no path in the work folder or /mnt"
            : null;
    }

    /// <summary>The files of a run; those without content are none.</summary>
    public static SandboxFile[] Decode(IReadOnlyDictionary<string, string?> files) =>
        [.. files.Where(f => f.Value is not null).Select(f => new SandboxFile(Normal(f.Key), Convert.FromBase64String(f.Value!)))];

    /// <summary>What came back, under the names that were asked for.</summary>
    public static IReadOnlyDictionary<string, string> Encode(IReadOnlyList<string> fetch, SandboxResult result) =>
        fetch.Where(name => result.Files[Normal(name)] is not null).ToDictionary(name => name, name => Convert.ToBase64String(result.Files[Normal(name)]!));

    /// <summary>"./a//b" is "a/b".</summary>
    public static string Normal(string name) =>
        (name.StartsWith(Mnt, StringComparison.Ordinal) ? Mnt : "") + string.Join('/', Inside(name).Split('/').Where(part => part is not ("" or ".")));

    private static string? ProblemOf(string name, string? content, HashSet<string> names)
    {
        if (!IsSafe(name))
        {
            return $"'{name}' is no path in the work folder or /mnt";
        }

        if (content is null)
        {
            return null;
        }

        return !Convert.TryFromBase64String(content, new byte[(content.Length * 3 / 4) + 3], out _) ? $"the content of '{name}' is not base64"
            : !names.Add(Normal(name)) ? $"'{name}' stands twice, or is the program's own"
            : null;
    }

    private static IEnumerable<string> Parents(string name)
    {
        for (var at = name.IndexOf('/', 1); at > 0; at = name.IndexOf('/', at + 1))
        {
            yield return name[..at];
        }
    }

    private static string Inside(string name) => name.StartsWith(Mnt, StringComparison.Ordinal) ? name[Mnt.Length..] : name;

    private static bool IsSafe(string name) =>
        Inside(name) is var inside
        && !inside.StartsWith('/') && !inside.EndsWith('/') && !inside.Contains('\0') && inside.Split('/').All(part => part != ".." && Encoding.UTF8.GetByteCount(part) < 256)
        && Encoding.UTF8.GetByteCount(name) <= LongestName && Normal(inside).Length > 0;
}
