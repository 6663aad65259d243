using System.Diagnostics;
using System.Runtime.Versioning;

namespace Guide.ArchitectureTests;

/// <summary>The scripts in eng/, with programs of our own in the place of apt-get and dotnet.</summary>
[SupportedOSPlatform("linux")]
public sealed class EngTests : IDisposable
{
    private const string Locked = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 4711 (apt-get)";

    private readonly TemporaryFolder _folder = new("guide-eng");

    private string Calls => Path.Combine(_folder.Path, "calls");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("update")]
    [InlineData("install")]
    public async Task Apts_lock_in_another_hand_is_waited_for_and_said_once(string locked)
    {
        Program("apt-get", $"""echo "$*" >> '{Calls}'; [[ "$*" != *{locked}* || $(grep -c {locked} '{Calls}') -gt 3 ]] || {"{"} echo "{Locked}" >&2; exit 100; {"}"}""");

        var (exitCode, _, error) = await RunAsync([Eng("apt-install"), "somepackage"], ("GUIDE_APT_PAUSE", "0.01"));

        Assert.Equal((0, "guide test: another process holds apt's lock; waiting up to 300 s …\n"), (exitCode, error));
        var calls = await File.ReadAllLinesAsync(Calls);
        Assert.Equal(4, calls.Count(call => call.Contains(locked, StringComparison.Ordinal)));
        Assert.Equal("-o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends somepackage", calls[^1]);
    }

    [Fact]
    public async Task A_lock_that_is_never_let_go_ends_the_wait()
    {
        Program("apt-get", $"echo '{Locked}' >&2; exit 100");

        var (exitCode, _, error) = await RunAsync([Eng("apt-install"), "somepackage"], ("GUIDE_APT_PAUSE", "0.01"), ("GUIDE_APT_WAIT", "1"));

        Assert.Equal(1, exitCode);
        Assert.Equal($"guide test: another process holds apt's lock; waiting up to 1 s …\n{Locked}\n", error);
    }

    [Fact]
    public async Task Another_failure_of_apt_is_not_waited_for()
    {
        Program("apt-get", $"echo call >> '{Calls}'; echo 'E: Unable to locate package somepackage' >&2; exit 100");

        var (exitCode, _, error) = await RunAsync([Eng("apt-install"), "somepackage"]);

        Assert.Equal((1, "E: Unable to locate package somepackage\n"), (exitCode, error));
        Assert.Single(await File.ReadAllLinesAsync(Calls));
    }

    [Fact]
    public async Task Skipped_tests_are_counted_and_their_reasons_printed_once()
    {
        var (exitCode, output) = await TestAsync("""<Counters total="7" executed="4" passed="4" failed="0" />""", exitCode: 0);

        Assert.Equal(0, exitCode);
        Assert.Equal(["skipped (8): no \"x\" & no <y>", "skipped (4): no GPU", "16 passed, 0 failed, 12 skipped"], output[^3..]);
    }

    [Fact]
    public async Task A_failure_is_counted_and_ends_with_1()
    {
        var (exitCode, output) = await TestAsync("""<Counters total="7" executed="4" passed="3" failed="1" />""", exitCode: 1);

        Assert.Equal((1, "12 passed, 4 failed, 12 skipped"), (exitCode, output[^1]));
    }

    // eng/test in a repository of its own, whose dotnet leaves this result for each of the four test projects.
    private async Task<(int ExitCode, string[] Output)> TestAsync(string counters, int exitCode)
    {
        var eng = Directory.CreateDirectory(Path.Combine(_folder.Path, "repository", "eng")).FullName;
        File.Copy(Eng("test"), Path.Combine(eng, "test"));
        Script(Path.Combine(eng, "setup"), "exit 0");
        var result = Path.Combine(_folder.Path, "result.trx");
        static string Skipped(string reason) => $"""
            <UnitTestResult testName="A" outcome="NotExecuted">
              <Output>
                <ErrorInfo>
                  <Message>{reason}</Message>
                </ErrorInfo>
              </Output>
            </UnitTestResult>

            """;
        await File.WriteAllTextAsync(
            result, Skipped("no &quot;x&quot; &amp; no &lt;y&gt;") + Skipped("no GPU") + Skipped("no &quot;x&quot; &amp; no &lt;y&gt;") + counters + "\n");
        Program("dotnet", $$"""
            [[ $1 == test ]] || exit 0
            project=$(basename "$2" .csproj)
            while [[ $1 != --results-directory ]]; do shift; done
            cp '{{result}}' "$2/$project.trx"
            exit {{exitCode}}
            """);
        var (code, output, _) = await RunAsync([Path.Combine(eng, "test")]);
        return (code, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Eng(string script) => Path.Combine(Repository.Root, "eng", script);

    private void Program(string name, string body) => Script(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.Path, "bin")).FullName, name), body);

    private static void Script(string path, string body)
    {
        File.WriteAllText(path, $"#!/usr/bin/env bash\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] command, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.Combine(_folder.Path, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(Deadline.Token());
        return (process.ExitCode, await output, await error);
    }
}
