using Guide.CodeSandbox.Isolation;

namespace Guide.IntegrationTests.CodeSandbox;

[Collection("sandbox")]
public sealed class RunTests(SandboxFixture sandbox)
{
    private static readonly string[] Names = ["a.txt", "b.txt", "link", "../../etc/passwd"];

    [Theory]
    [LanguageData("python", "print(input()[::-1])")]
    [LanguageData("cpp", "#include <bits/stdc++.h>\nint main(){std::string s;std::getline(std::cin,s);std::reverse(s.begin(),s.end());std::cout<<s<<\"\\n\";}")]
    [LanguageData("c", "#include <stdio.h>\n#include <string.h>\nint main(){char s[99];fgets(s,99,stdin);for(int i=strlen(s)-1;i>=0;i--)if(s[i]!='\\n')putchar(s[i]);puts(\"\");}")]
    [LanguageData("javascript", "console.log(require('fs').readFileSync(0,'utf8').trim().split('').reverse().join(''))")]
    [LanguageData("bash", "read s; r=''; for ((i=${#s}-1;i>=0;i--)); do r+=${s:i:1}; done; echo $r")]
    [LanguageData("java", "public class Main{public static void main(String[] a){System.out.println(new StringBuilder(new java.util.Scanner(System.in).nextLine()).reverse());}}")]
    [LanguageData("csharp", "var s = Console.ReadLine()!;\nConsole.WriteLine(new string(s.Reverse().ToArray()));")]
    [LanguageData("go", "package main\nimport \"fmt\"\nfunc main() { var s, r string; fmt.Scan(&s); for _, c := range s { r = string(c) + r }; fmt.Println(r) }")]
    [LanguageData("rust", "use std::io;\nfn main() { let mut s = String::new(); io::stdin().read_line(&mut s).unwrap(); println!(\"{}\", s.trim().chars().rev().collect::<String>()); }")]
    [LanguageData("typescript", "const s: string = require('fs').readFileSync(0, 'utf8').trim();\nconsole.log(s.split('').reverse().join(''));")]
    [LanguageData("ruby", "puts gets.chomp.reverse")]
    [LanguageData("php", "<?php echo strrev(trim(fgets(STDIN))), \"\\n\";")]
    [LanguageData("lua", "print(io.read():reverse())")]
    [LanguageData("R", "s <- readLines(file('stdin'), 1); cat(paste(rev(strsplit(s, '')[[1]]), collapse=''), '\\n', sep='')")]
    [LanguageData("sql", "create table t(x); insert into t values ('warts'); select x from t;")]
    [LanguageData("racket", "#lang racket/base\n(displayln (list->string (reverse (string->list (read-line)))))")]
    [LanguageData("verilog", "module main; initial $display(\"warts\"); endmodule")]
    [LanguageData("kotlin", "fun main() { println(readLine()!!.reversed()) }")]
    [LanguageData("perl", "my $s = <STDIN>; chomp $s; print scalar reverse($s), \"\\n\";")]
    public async Task A_program_of_each_language_reads_its_input_and_answers(string language, string code)
    {
        var result = await sandbox.RunAsync(language, code, "straw\n", new SandboxLimits { Wall = TimeSpan.FromSeconds(60) });

        Assert.True(result.Succeeded, $"{result.End} {result.Code} {result.Fault} {result.ErrorText}");
        Assert.Equal("warts\n", result.OutputText);
    }

    [Theory]
    [LanguageData("pytest", "def test_right(): assert 1 + 1 == 2\ndef test_wrong(): assert 1 + 1 == 3", "1 failed, 1 passed")]
    [LanguageData("go_test", "package main\nimport \"testing\"\nfunc TestRight(t *testing.T) { if 1 + 1 != 2 { t.Fail() } }\nfunc TestWrong(t *testing.T) { t.Error(\"no\") }", "--- FAIL: TestWrong")]
    public async Task Tests_of_a_language_say_what_failed(string language, string code, string said)
    {
        var result = await sandbox.RunAsync(language, code, limits: new SandboxLimits { Wall = TimeSpan.FromSeconds(60) });

        Assert.Equal(1, result.ReturnCode);
        Assert.Contains(said, result.OutputText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exit_codes_signals_and_tracebacks_are_reported_as_python_does(bool cold)
    {
        Assert.Equal(3, (await sandbox.RunAsync("python", "import sys; sys.exit(3)", cold: cold)).ReturnCode);
        Assert.Equal(-6, (await sandbox.RunAsync("python", "import os; os.abort()", cold: cold)).ReturnCode);
        var text = await sandbox.RunAsync("python", "raise SystemExit('no')", cold: cold);
        Assert.Equal((1, "no\n"), (text.ReturnCode, text.ErrorText));
        var error = await sandbox.RunAsync("python", "def f():\n    return 1/0\nf()", cold: cold);
        Assert.Equal(1, error.ReturnCode);
        Assert.StartsWith("Traceback (most recent call last):\n  File \"/box/run/main.py\", line 3, in <module>\n    f()\n", error.ErrorText, StringComparison.Ordinal);
        Assert.EndsWith("ZeroDivisionError: division by zero\n", error.ErrorText, StringComparison.Ordinal);
        Assert.DoesNotContain("zygote", error.ErrorText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exit_handlers_threads_and_the_last_output_are_not_lost(bool cold)
    {
        const string Code = """
            import atexit, threading, time
            atexit.register(lambda: print("handler"))
            class D:
                def __del__(self): print("released")
            d = D()
            threading.Thread(target=lambda: (time.sleep(.05), print("thread"))).start()
            print("main", end=" ")
            """;
        var result = await sandbox.RunAsync("python", Code, cold: cold);
        Assert.Equal((0, "main thread\nhandler\nreleased\n"), (result.ReturnCode, result.OutputText));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Three_hundred_kilobytes_of_output_arrive_whole(bool cold)
    {
        var result = await sandbox.RunAsync("python", "import sys\nfor i in range(30000): print('%09d' % i)\nsys.stderr.write('e' * 300000)", cold: cold);
        Assert.True(result.Succeeded);
        Assert.Equal(300_000, result.Output.Length);
        Assert.Equal(300_000, result.Error.Length);
        Assert.EndsWith("000029999\n", result.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetched_files_come_back_and_links_and_outsiders_do_not()
    {
        const string Code = "import os; open('a.txt','w').write('A'); os.symlink('/etc/passwd','link'); os.mkfifo('b.txt')";
        var result = await sandbox.RunAsync("python", Code, fetch: Names[..3]);
        Assert.Equal("A"u8.ToArray(), result.Files["a.txt"]);
        Assert.Null(result.Files["b.txt"]);
        Assert.Null(result.Files["link"]);
        var outside = await sandbox.RunAsync("python", Code, fetch: Names);
        Assert.Equal(RunEnd.Fault, outside.End);
    }

    [Fact]
    public async Task Limits_say_which_one_was_reached()
    {
        var second = new SandboxLimits { Wall = TimeSpan.FromSeconds(1), Cpu = TimeSpan.FromSeconds(100), MemoryBytes = 100L << 20, OutputBytes = 1000 };
        Assert.Equal("wall", (await sandbox.RunAsync("python", "import time; time.sleep(60)", limits: second)).Limit);
        Assert.Equal("output", (await sandbox.RunAsync("python", "print('x' * 1001)", limits: second with { Wall = TimeSpan.FromSeconds(120) })).Limit);
        Assert.Equal("cpu", (await sandbox.RunAsync("python", "while True: pass", limits: second with { Wall = TimeSpan.FromSeconds(120), Cpu = TimeSpan.FromSeconds(1) })).Limit);
        var memory = await sandbox.RunAsync("bash", "a=x; while :; do a=$a$a; done", limits: second with { Wall = TimeSpan.FromSeconds(120) });
        Assert.True(memory.Limit == "memory" || memory.ErrorText.Contains("cannot allocate", StringComparison.Ordinal), $"{memory.Limit} {memory.ErrorText}");
    }

    [Fact]
    public async Task Pages_cached_for_earlier_runs_are_not_added_to_a_candidates_memory()
    {
        // The largest file that comes with the C++ compiler: read when nothing of it is cached, it is charged to the slot that reads it.
        var file = Directory.EnumerateFiles("/usr/lib/gcc", "*", SearchOption.AllDirectories).MaxBy(f => new FileInfo(f).Length)!;
        Assert.True(new FileInfo(file).Length > 24 << 20, file);
        var read = $"import os\nf = open({System.Text.Json.JsonSerializer.Serialize(file)}, 'rb')\nwhile f.read(1 << 20): pass\nos.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)";
        await System.Diagnostics.Process.Start("python3", ["-c", read]).WaitForExitAsync();
        var limits = new SandboxLimits { Wall = TimeSpan.FromSeconds(100), MemoryBytes = 64L << 20 };
        Assert.True((await sandbox.RunAsync("python", read[..read.LastIndexOf('\n')], limits: limits)).Succeeded);

        const string Fill = "x = []\nwhile True: x.append(b'x' * (1 << 20)); print(len(x), flush=True)";
        var results = await Task.WhenAll(Enumerable.Range(0, sandbox.Sandbox.Slots).Select(_ => sandbox.RunAsync("python", Fill, limits: limits)));

        Assert.All(results, r => Assert.True(sandbox.Sandbox.CgroupVersion == 0 || r.OutputText.Count(c => c == '\n') is > 40 and <= 64, $"{r.OutputText.Count(c => c == '\n')} MB"));
    }

    [Fact]
    public async Task A_program_of_its_own_that_cannot_be_executed_is_the_candidates_fault()
    {
        var result = await sandbox.Sandbox.RunAsync(
            new SandboxRequest { Command = ["./main"], Files = [new("main", "\u007fELF nonsense"u8.ToArray(), Executable: true)] }, CancellationToken.None);
        Assert.Equal((RunEnd.Exited, 126), (result.End, result.Code));
        var missing = await sandbox.Sandbox.RunAsync(new SandboxRequest { Command = ["/usr/bin/no-such-runtime"] }, CancellationToken.None);
        Assert.Equal(RunEnd.Fault, missing.End);
    }

    [Fact]
    public async Task Prepared_runs_fit_whatever_comes_next()
    {
        // Kinds, sizes and channels in turn: what was prepared for the one must not show in the other.
        var python = sandbox.Sandbox.Runtimes.Get("python")!;
        for (var i = 0; i < 12; i++)
        {
            var disk = (i % 3) switch { 0 => 64L << 20, 1 => 8L << 20, _ => 32L << 20 };
            var program = new PreparedProgram(python, [new("main.py", System.Text.Encoding.UTF8.GetBytes($"import os; s = os.statvfs('/box'); print({i}, s.f_blocks * s.f_frsize, s.f_files, sorted(os.listdir('.')))"))], null) { Compiled = true };
            var result = await sandbox.Sandbox.RunAsync(
                program.Request(default, new SandboxLimits { DiskBytes = disk, DiskInodes = 500 + i, Wall = TimeSpan.FromSeconds(100) }, cold: i % 4 == 1), CancellationToken.None);

            // The program's own file, a page of it, is room beside the limit.
            Assert.Equal($"{i} {disk + 4096} {501 + i} ['main.py']\n", result.OutputText);
        }
    }

    [Fact]
    public async Task A_cancelled_run_is_killed_and_the_slot_serves_on()
    {
        using var source = new CancellationTokenSource();
        var running = sandbox.Sandbox.RunAsync(
            new SandboxRequest { Command = ["/bin/sleep", "60"], Limits = new() { Wall = TimeSpan.FromSeconds(60) } }, source.Token);
        await source.CancelAsync();
        try
        {
            Assert.True((await running).Reasons.HasFlag(StopReasons.Canceled));
        }
        catch (OperationCanceledException)
        {
            // It had not started yet.
        }

        Assert.Equal("1\n", (await sandbox.RunAsync("python", "print(1)")).OutputText);
    }
}
