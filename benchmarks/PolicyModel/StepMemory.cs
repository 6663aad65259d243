using System.Diagnostics;
using System.Globalization;

using Guide.PolicyModel.Lora;
using Guide.PolicyModel.Native;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.Benchmarks.PolicyModel;

/// <summary>
/// Question: what memory does a training step take, by micro-batch, with and without gradient checkpointing? Each answer comes from a process of
/// its own: peak resident memory during a step (VmHWM) less what was resident before it. `memory lora` does the same for a rank-8 adapter on a model
/// of 0.5 B parameters, where the whole process counts.
/// </summary>
internal static class StepMemory
{
    private const int Rows = 64;
    private const int Tokens = 128; // a row, half of it completion

    internal static int Run(string[] arguments, TextWriter output)
    {
        switch (arguments)
        {
            case ["child", var rows, var checkpointing]:
                Child(int.Parse(rows, CultureInfo.InvariantCulture), checkpointing == "checkpointed", output);
                return 0;
            case ["lora-child", var tokens]:
                LoraChild(int.Parse(tokens, CultureInfo.InvariantCulture), output);
                return 0;
            case ["lora", .. var rest]:
                output.WriteLine(Measure("lora-child", rest is [var length] ? length : "256"));
                return 0;
            default:
                output.WriteLine("| rows a micro-batch | plain, MB | checkpointed, MB |");
                output.WriteLine("|---|---|---|");
                foreach (var rows in (int[])[64, 32, 16, 8])
                {
                    output.WriteLine($"| {rows} | {Measure("child", $"{rows}", "plain")} | {Measure("child", $"{rows}", "checkpointed")} |");
                }

                return 0;
        }
    }

    private static void Child(int microRows, bool checkpointed, TextWriter output)
    {
        TorchRuntime.Initialize();
        var config = new PolicyConfig
        {
            VocabularySize = 2048, HiddenSize = 128, IntermediateSize = 352, Layers = 8, Heads = 8, KeyValueHeads = 4, HeadDim = 16, MaxPositions = 256, TieEmbeddings = true,
        };
        using var model = CausalLm.CreateRandom(config, seed: 1);
        using var optimizer = new AdamWOptimizer(model.Weights, new AdamWSettings());
        TrainingRow[] rows =
        [
            .. Enumerable.Range(0, Rows).Select(r => new TrainingRow(
                [.. Enumerable.Range(0, Tokens / 2).Select(i => ((r * 31) + (i * 17)) % 2048)],
                [.. Enumerable.Range(0, Tokens / 2).Select(i => ((r * 13) + (i * 7)) % 2048)])),
        ];
        Step(rows[..1]); // Loads and compiles everything once.
        var before = Status("VmRSS");
        foreach (var micro in rows.Chunk(microRows))
        {
            Step(micro);
        }

        optimizer.Step(1e-4);
        output.WriteLine($"{(Status("VmHWM") - before) / 1024}");

        void Step(TrainingRow[] micro)
        {
            if (checkpointed)
            {
                model.CheckpointedBackward(micro, 1, b => b.LogProbs.mean().neg(), chunkTokens: 256);
                return;
            }

            using var scope = NewDisposeScope();
            model.CompletionLogProbs(micro).LogProbs.mean().neg().backward();
        }
    }

    private static void LoraChild(int tokens, TextWriter output)
    {
        TorchRuntime.Initialize();
        using var model = HalfBillion.Create();
        LoraAdapter.Attach(model, new LoraSettings { Rank = 8 }, seed: 1);
        using var optimizer = new AdamWOptimizer(model.TrainableWeights, new AdamWSettings());
        var before = Status("VmRSS");
        TrainingRow[] rows = [new([.. Enumerable.Range(5, tokens / 2)], [.. Enumerable.Range(900, tokens / 2)])];
        var watch = Process.GetCurrentProcess();
        var start = watch.TotalProcessorTime;
        var loss = model.CheckpointedBackward(rows, 1, b => b.LogProbs.mean().neg(), chunkTokens: 64);
        var norm = optimizer.ClipGradients(1);
        optimizer.Step(1e-4);
        watch.Refresh();
        output.WriteLine(
            $"rank 8 on {model.ParameterCount / 1e6:F0} M float32 parameters, {model.TrainableWeights.Sum(w => w.Value.numel()) / 1e6:F1} M trained, one row of {tokens} tokens: "
            + $"{before / 1024} MB before the step, peak {Status("VmHWM") / 1024} MB; loss {loss:F2}, gradient norm {norm:F2}, {(watch.TotalProcessorTime - start).TotalSeconds:F0} s of processor time");
    }

    private static string Measure(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Assembly(), "memory", .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var text = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"the measured process ended with {process.ExitCode}");
    }

    /// <summary>Started as `dotnet Guide.Benchmarks.dll`, the process is dotnet and the assembly its first argument.</summary>
    private static string[] Assembly() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "Guide.Benchmarks.dll")] : [];

    /// <summary>kB</summary>
    private static long Status(string key) => long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
