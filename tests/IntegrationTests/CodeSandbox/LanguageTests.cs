using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Guide.Answers;
using Guide.CodeSandbox.Judging;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.SandboxService;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>What each language's programs can do wrong, judged and over HTTP. Every program adds two numbers, or fails in the way of its place.</summary>
[Collection("sandbox")]
public sealed class LanguageTests(SandboxFixture sandbox)
{
    // Right; does not compile or parse; ends in an error; never ends; takes all memory.
    [Theory]
    [LanguageData("python", "print(sum(map(int, input().split())))", "def f(:", "print(5)\n1 / 0", "while True: pass", "x = []\nwhile True: x.append(bytearray(10 ** 7))")]
    [LanguageData("c", "#include <stdio.h>\nint main(void) { int a, b; scanf(\"%d %d\", &a, &b); printf(\"%d\\n\", a + b); }", "int main( {", "#include <stdio.h>\nint main(void) { puts(\"5\"); return 3; }", "int main(void) { for (volatile int i = 0;; i++); }", "#include <stdlib.h>\nint main(void) { for (;;) { volatile char *p = malloc(1 << 20); for (int i = 0; i < 1 << 20; i++) p[i] = 1; } }")]
    [LanguageData("cpp", "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << std::endl; }", "int main() { return x; }", "#include <iostream>\n#include <stdexcept>\nint main() { std::cout << 5 << std::endl; throw std::runtime_error(\"no\"); }", "int main() { for (volatile int i = 0;; i = i + 1); }", "#include <vector>\nint main() { std::vector<std::vector<char>> v; for (;;) v.emplace_back(1 << 20, 'x'); }")]
    [LanguageData("javascript", "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number);\nconsole.log(a + b)", "const = 3", "console.log(5); throw new Error('no')", "for (;;);", "const x = []; for (;;) x.push(Buffer.alloc(1 << 20, 1))")]
    [LanguageData("typescript", "const [a, b]: number[] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number);\nconsole.log(a + b);", "const = 3;", "console.log(5); throw new Error('no');", "for (;;);", "const x: any[] = []; for (;;) x.push(new Array(1 << 20).fill(1.5));")]
    [LanguageData("java", "import java.util.*;\npublic class Main { public static void main(String[] x) { Scanner s = new Scanner(System.in); System.out.println(s.nextInt() + s.nextInt()); } }", "public class Main { int }", "public class Main { public static void main(String[] x) { System.out.println(5); throw new IllegalStateException(); } }", "public class Main { public static void main(String[] x) { for (;;); } }", "import java.util.*;\npublic class Main { public static void main(String[] x) { List<byte[]> l = new ArrayList<>(); for (;;) l.add(new byte[1 << 20]); } }")]
    [LanguageData("kotlin", "fun main() { println(readLine()!!.split(\" \").map { it.toInt() }.sum()) }", "fun main( {", "fun main() { println(5); error(\"no\") }", "fun main() { while (true) {} }", "fun main() { val l = ArrayList<ByteArray>(); while (true) l.add(ByteArray(1 shl 20)) }")]
    [LanguageData("csharp", "Console.WriteLine(Console.ReadLine()!.Split(' ').Sum(int.Parse));", "int x = ;", "Console.WriteLine(5); throw new InvalidOperationException();", "for (;;);", "var l = new List<byte[]>(); for (;;) { var b = new byte[1 << 20]; Array.Fill(b, (byte)1); l.Add(b); }")]
    [LanguageData("go", "package main\nimport \"fmt\"\nfunc main() { var a, b int; fmt.Scan(&a, &b); fmt.Println(a + b) }", "package main\nfunc main() { x := 1 }", "package main\nimport \"fmt\"\nfunc main() { fmt.Println(5); panic(1) }", "package main\nfunc main() { for {} }", "package main\nfunc main() { var x [][]byte; for { b := make([]byte, 1<<20); for i := range b { b[i] = 1 }; x = append(x, b) } }")]
    [LanguageData("rust", "use std::io;\nfn main() { let mut s = String::new(); io::stdin().read_line(&mut s).unwrap(); println!(\"{}\", s.split_whitespace().map(|v| v.parse::<i64>().unwrap()).sum::<i64>()); }", "fn main() { let x: i32 = \"a\"; }", "fn main() { println!(\"5\"); panic!(); }", "fn main() { loop {} }", "fn main() { let mut v: Vec<Vec<u8>> = Vec::new(); loop { v.push(vec![1; 1 << 20]); } }")]
    [LanguageData("ruby", "puts gets.split.sum(&:to_i)", "def f(", "puts 5\nraise 'no'", "loop {}", "x = []; loop { x << 'x' * 10_000_000 }")]
    [LanguageData("php", "<?php echo array_sum(array_map('intval', explode(' ', trim(fgets(STDIN))))), \"\\n\";", "<?php echo 1 +;", "<?php echo 5; throw new Exception('no');", "<?php while (true);", "<?php $x = []; while (true) $x[] = str_repeat('x', 10000000);")]
    [LanguageData("lua", "print(io.read('n') + io.read('n'))", "print(", "print(5) error('no')", "while true do end", "local t = {} while true do t[#t + 1] = ('x'):rep(10000000) end")]
    [LanguageData("perl", "my ($x, $y) = split ' ', <STDIN>; print $x + $y, \"\\n\";", "print (;", "print 5; die 'no'", "1 while 1", "my @x; push @x, 'x' x 10000000 while 1")]
    [LanguageData("sql", "select 5;", "selec 5;", "select 5; select * from nothing;", "with recursive r(x) as (select 1 union all select x + 1 from r) select count(*) from r;", "create table t(x); with recursive r(x) as (select 1 union all select x + 1 from r) insert into t select randomblob(1000000) from r;")]
    [LanguageData("bash", "read a b; echo $((a + b))", "if then", "echo 5; exit 3", "while :; do :; done", "x=xxxxxxxx; while :; do x=$x$x; done")]
    public async Task A_language_is_judged_by_its_answer_its_errors_and_its_limits(string language, string right, string broken, string fails, string loops, string hoards)
    {
        var answer = await JudgeAsync(language, right, 10_000);
        Assert.True(answer is { Outcome: VerdictOutcome.Correct, Reward: 1 }, answer.ToString());
        await WrongAsync(language, broken, 10_000, "does not compile", "exit code");
        await WrongAsync(language, fails, 10_000, "exit code", "signal");
        await WrongAsync(language, loops, 1000, "limit: cpu", "limit: wall");
        await WrongAsync(language, hoards, 10_000, "limit: memory", "exit code", "signal");

        await using var service = SandboxWebService.Build(new() { Urls = "http://127.0.0.1:0" }, sandbox.Sandbox, TimeProvider.System);
        await service.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(service.Urls.First()), Timeout = TimeSpan.FromMinutes(3) };
        async Task<JsonNode> RunAsync(string code, int seconds = 60)
        {
            var response = await http.PostAsJsonAsync("/run_code", new { code, language, stdin = "2 3\n", run_timeout = seconds, compile_timeout = 120 });
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        }

        var ran = await RunAsync(right);
        Assert.True((string?)ran["status"] == "Success" && ((string)ran["run_result"]!["stdout"]!).Trim() == "5", ran.ToJsonString());
        foreach (var code in (string[])[broken, fails])
        {
            Assert.Equal("Failed", (string?)(await RunAsync(code))["status"]);
        }

        Assert.Equal("TimeLimitExceeded", (string?)(await RunAsync(loops, 1))["run_result"]!["status"]);
    }

    private async Task WrongAsync(string language, string code, int milliseconds, params string[] reasons)
    {
        var verdict = await JudgeAsync(language, code, milliseconds);
        Assert.True(verdict is { Outcome: VerdictOutcome.Incorrect, Reward: 0 } && reasons.Any(r => verdict.Detail.Contains(r, StringComparison.Ordinal)), $"{language}: {code}: {verdict}");
    }

    private async Task<Verdict> JudgeAsync(string language, string code, int milliseconds) => await new CodeVerifier(sandbox.Sandbox).JudgeAsync(
        new VerificationCase
        {
            Domain = Domain.Code,
            Tests = new CodeTests
            {
                Kind = CodeTestKind.Stdio, Language = language, TimeLimitMs = milliseconds, MemoryLimitMb = 128, Cases = [new() { Input = "2 3\n", Output = "5\n" }],
            }.ToJson(),
            Prediction = code,
            PredictionIsText = false,
        },
        CancellationToken.None);
}
