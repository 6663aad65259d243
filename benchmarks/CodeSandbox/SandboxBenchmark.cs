using System.Diagnostics;
using System.Globalization;
using System.Text;

using Guide.CodeSandbox.Isolation;

namespace Guide.Benchmarks.CodeSandbox;

/// <summary>
/// Executions a second and processor time per execution of a trivial Python program: bare <c>python3 -I -S -B</c>, a plain subprocess
/// runner (temporary folder, file, captured streams, no isolation), the sandbox cold and from the zygote, with every layer on; in
/// interleaved rounds, at several numbers of clients. Processor time is the whole cgroup's (v1 cpuacct), so the kernel's clean-up counts too.
/// </summary>
internal static class SandboxBenchmark
{
    private const string Program = "print(1 + 1)\n";

    /// <summary>Arguments: [rounds] [executions of each kind in a round] [clients, comma-separated].</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        var executions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 60;
        int[] clients = args.Length > 2 ? [.. args[2].Split(',').Select(c => int.Parse(c, CultureInfo.InvariantCulture))] : [1, 2, 8, 32];
        var cgroup = $"/sys/fs/cgroup/cpuacct/guide-benchmark-{Environment.ProcessId}";
        var accounted = TryEnter(cgroup);
        var folder = Directory.CreateTempSubdirectory("guide-benchmark").FullName;
        var script = Path.Combine(folder, "one.py");
        await File.WriteAllTextAsync(script, Program);
        try
        {
            Console.WriteLine($"{"clients",8} {"kind",-11} {"runs/s",9} {"CPU ms",9} {"rate/bare",10} {"CPU bare/it",12}   (medians of {rounds} rounds; {(accounted ? "cpuacct" : "CPU not measured: no cpuacct")})");
            foreach (var count in clients)
            {
                await CompareAsync(count, rounds, executions, accounted ? cgroup : null, folder, script);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            if (accounted)
            {
                Leave(cgroup);
            }
        }
    }

    /// <summary>One row a kind at one number of clients.</summary>
    private static async Task CompareAsync(int clients, int rounds, int executions, string? cgroup, string folder, string script)
    {
        await using var sandbox = await Sandbox.StartAsync(
            new SandboxOptions { Slots = Math.Clamp(clients, Environment.ProcessorCount, 2 * Environment.ProcessorCount), FirstUid = 62_000 }, TimeProvider.System, CancellationToken.None);
        var kinds = Kinds(sandbox, folder, script);
        foreach ((_, var run) in kinds)
        {
            await Task.WhenAll(Enumerable.Range(0, 2 * sandbox.Slots).Select(_ => run()));
        }

        var rates = kinds.ToDictionary(k => k.Name, _ => new List<double>());
        var costs = kinds.ToDictionary(k => k.Name, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach ((var name, var run) in kinds)
            {
                var cpu = cgroup is null ? 0 : ReadCpu(cgroup);
                var start = TimeProvider.System.GetTimestamp();
                await ExecuteAsync(name, run, executions, clients);
                rates[name].Add(executions / TimeProvider.System.GetElapsedTime(start).TotalSeconds);
                costs[name].Add(cgroup is null ? 0 : (ReadCpu(cgroup) - cpu) / executions);
            }
        }

        foreach ((var name, _) in kinds)
        {
            // Ratios are taken inside a round: the machine's other load is the same for both.
            var rate = Medians.Of(rates[name].Zip(rates["bare"], (a, b) => a / b));
            var cost = cgroup is null ? 0 : Medians.Of(costs["bare"].Zip(costs[name], (b, a) => b / a));
            Console.WriteLine($"{clients,8} {name,-11} {Medians.Of(rates[name]),9:0.0} {Medians.Of(costs[name]),9:0.00} {rate,10:0.00} {cost,12:0.00}");
        }
    }

    private static (string Name, Func<Task<string>> Run)[] Kinds(Sandbox sandbox, string folder, string script)
    {
        var python = sandbox.Runtimes.Get("python")!;
        var program = new PreparedProgram(python, [new("main.py", Encoding.UTF8.GetBytes(Program))], null) { Compiled = true };
        var zygote = program.Request(default, new SandboxLimits());
        var cold = program.Request(default, new SandboxLimits(), cold: true) with { Command = [python.Program, "-I", "-S", "-B", "main.py"] };
        return
        [
            ("bare", () => BareAsync(script)),
            ("subprocess", () => SubprocessAsync(folder)),
            ("cold", async () => (await sandbox.RunAsync(cold, CancellationToken.None)).OutputText),
            ("zygote", async () => (await sandbox.RunAsync(zygote, CancellationToken.None)).OutputText),
        ];
    }

    /// <summary>Runs a kind a number of times over so many clients; each output is checked.</summary>
    private static Task ExecuteAsync(string name, Func<Task<string>> run, int executions, int clients)
    {
        var left = executions;
        return Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                if (await run() is var output and not "2\n")
                {
                    throw new InvalidOperationException($"{name} answered '{output}'");
                }
            }
        })));
    }

    private static async Task<string> BareAsync(string script)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-I", "-S", "-B", script]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    private static async Task<string> SubprocessAsync(string folder)
    {
        var work = Path.Combine(folder, Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(work);
        await File.WriteAllTextAsync(Path.Combine(work, "main.py"), Program);
        var start = new ProcessStartInfo("/usr/bin/python3", ["main.py"])
        {
            WorkingDirectory = work, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await error;
        await process.WaitForExitAsync();
        Directory.Delete(work, recursive: true);
        return output;
    }

    private static bool TryEnter(string cgroup)
    {
        try
        {
            Directory.CreateDirectory(cgroup);
            File.WriteAllText(Path.Combine(cgroup, "cgroup.procs"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Leave(string cgroup)
    {
        try
        {
            File.WriteAllText("/sys/fs/cgroup/cpuacct/cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            Directory.Delete(cgroup);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"left behind: {cgroup}");
        }
    }

    private static double ReadCpu(string cgroup) =>
        double.Parse(File.ReadAllText(Path.Combine(cgroup, "cpuacct.usage")), CultureInfo.InvariantCulture) / 1e6;
}
