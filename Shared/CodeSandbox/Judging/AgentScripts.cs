namespace Guide.CodeSandbox.Judging;

/// <summary>The trusted Python programs of the judging. Those of function problems stand behind the one text that says how values cross.</summary>
internal static class AgentScripts
{
    /// <summary>Serves calls in the candidate's sandbox.</summary>
    public static byte[] Candidate { get; } = Read("code/values.py", "code/candidate.py");

    /// <summary>Runs the tests in the judge's sandbox.</summary>
    public static byte[] Judge { get; } = [.. Quoted("VALUES_TEXT", "code/values.py"), .. Read("code/values.py", "code/apart.py", "code/judge.py", "code/pytests.py")];

    /// <summary>Says which of a completion's blocks is the program.</summary>
    public static byte[] Pick { get; } = Read("code/pick.py");

    /// <summary>Asks a problem's own check about an output.</summary>
    public static byte[] Check { get; } = [.. Quoted("VALUES_TEXT", "code/values.py"), .. Read("code/values.py", "code/apart.py", "code/check.py")];

    /// <summary>Runs the cells of a notebook.</summary>
    public static byte[] Cells { get; } = Read("code/cells.py");

    // A script as the value of a name, for a script that starts another interpreter with it.
    private static byte[] Quoted(string name, string script) =>
        System.Text.Encoding.UTF8.GetBytes($"{name} = {System.Text.Json.JsonSerializer.Serialize(System.Text.Encoding.UTF8.GetString(Read(script)))}\n");

    private static byte[] Read(params ReadOnlySpan<string> names)
    {
        using var content = new MemoryStream();
        foreach (var name in names)
        {
            using var stream = typeof(AgentScripts).Assembly.GetManifestResourceStream(name)!;
            stream.CopyTo(content);
        }

        return content.ToArray();
    }
}
