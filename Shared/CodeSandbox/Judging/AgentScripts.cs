namespace Guide.CodeSandbox.Judging;

/// <summary>The two trusted Python programs of function problems.</summary>
internal static class AgentScripts
{
    /// <summary>Serves calls in the candidate's sandbox.</summary>
    public static byte[] Candidate { get; } = Read("code/candidate.py");

    /// <summary>Runs the tests in the judge's sandbox.</summary>
    public static byte[] Judge { get; } = Read("code/judge.py");

    private static byte[] Read(string name)
    {
        using var stream = typeof(AgentScripts).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
