using System.Diagnostics;

using Guide.TestKit;

namespace Guide.UnitTests.Cli;

/// <summary>The script is run by bash itself, as it is when somebody presses the tab key.</summary>
public sealed class ShellScriptsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("guide-tab");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rep", "replay report")]
    [InlineData("config ", "explain keys")]
    [InlineData("config explain --js", "--json")]
    [InlineData("export --format ", "jsonl parquet")]
    [InlineData("export RUN --format p", "parquet")]
    [InlineData("completion z", "zsh")]
    [InlineData("verify --input cas", "cases.jsonl")]
    [InlineData("report run", "runs")]
    public async Task Bash_completes(string typed, string expected)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "runs"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "cases.jsonl"), "");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "guide.bash"), (await CommandLine.RunAsync("completion", "bash")).Output);
        var words = $"guide {typed}".Split(' ');
        var asked = $". ./guide.bash; COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))}); COMP_CWORD={words.Length - 1}; _guide; printf '%s\\n' \"${{COMPREPLY[@]}}\" | sort | paste -sd ' '";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", asked]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = _folder.Path })!;
        var completed = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();

        Assert.Equal(expected, completed.Trim());
    }

    [Theory]
    [InlineData("zsh", "bashcompinit")]
    [InlineData("fish", "complete -c guide -n '__guide_at export' -l format -x -a 'jsonl parquet'")]
    public async Task Other_shells_have_a_script_too(string shell, string line)
    {
        var (exitCode, output, _) = await CommandLine.RunAsync("completion", shell);

        Assert.Equal(0, exitCode);
        Assert.Contains(line, output, StringComparison.Ordinal);
    }
}
