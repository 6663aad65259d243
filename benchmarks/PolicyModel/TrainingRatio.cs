using System.Diagnostics;
using System.Globalization;

using Guide.PolicyModel.Native;
using Guide.PolicyModel.Training;
using Guide.PolicyModel.Transformer;

namespace Guide.Benchmarks.PolicyModel;

/// <summary>
/// Question: how fast is a training step (forward, backward, clip, AdamW) beside the same model and batch in PyTorch? One thread each, rounds
/// alternate, processor time, best of the rounds. Goal: at least 0.9 of PyTorch's tokens a second. Skipped with a line where no python3 has torch.
/// Debian: python3-torch and libopenblas0-pthread (without the latter torch uses the reference BLAS, seven times slower: the line says which).
/// </summary>
internal static class TrainingRatio
{
    private const int Rows = 32;
    private const int Context = 32;
    private const int Completion = 32;

    internal static int Run(TextWriter output, int rounds = 6)
    {
        if (FindPython() is not { } python)
        {
            output.WriteLine("training: skipped, no python3 with torch (Debian: apt-get install python3-torch libopenblas0-pthread)");
            return 0;
        }

        TorchRuntime.Initialize();
        output.WriteLine("| parameters | PyTorch, CPU µs a token | TorchSharp, CPU µs a token | tokens/s against PyTorch |");
        output.WriteLine("|---|---|---|---|");
        foreach (var (hidden, inner, layers, heads, vocabulary, steps) in ((int, int, int, int, int, int)[])[(64, 172, 5, 8, 512, 12), (128, 352, 5, 8, 512, 8), (256, 688, 6, 8, 1024, 4)])
        {
            var config = new PolicyConfig
            {
                VocabularySize = vocabulary, HiddenSize = hidden, IntermediateSize = inner, Layers = layers, Heads = heads,
                KeyValueHeads = heads / 2, HeadDim = hidden / heads, MaxPositions = 512, TieEmbeddings = true,
            };
            using var model = CausalLm.CreateRandom(config, seed: 1);
            using var optimizer = new AdamWOptimizer(model.Weights, new AdamWSettings());
            var rows = Batch(vocabulary);
            for (var warmUp = 0; warmUp < 30; warmUp++)
            {
                Step(model, optimizer, rows);
            }

            using var reference = StartReference(python, $"{vocabulary} {hidden} {inner} {layers} {heads} {heads / 2} {Rows} {Context} {Completion} {steps}");
            var description = reference.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the Python reference ended before its first step");
            var (theirs, ours) = (double.MaxValue, double.MaxValue);
            for (var round = 0; round < rounds; round++)
            {
                reference.StandardInput.WriteLine();
                theirs = Math.Min(theirs, double.Parse(reference.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
                ours = Math.Min(ours, Measure(model, optimizer, rows, steps));
            }

            reference.StandardInput.Close();
            reference.WaitForExit();
            var micros = 1e6 / (steps * Rows * (Context + Completion));
            output.WriteLine($"| {model.ParameterCount / 1e6:F2} M | {theirs * micros:F1} | {ours * micros:F1} | {theirs / ours:F2} | {description}");
        }

        return 0;
    }

    private static double Measure(CausalLm model, AdamWOptimizer optimizer, TrainingRow[] rows, int steps)
    {
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < steps; i++)
        {
            Step(model, optimizer, rows);
        }

        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static void Step(CausalLm model, AdamWOptimizer optimizer, TrainingRow[] rows)
    {
        using (TorchSharp.torch.NewDisposeScope())
        {
            model.CompletionLogProbs(rows).LogProbs.mean().neg().backward();
        }

        optimizer.ClipGradients(1);
        optimizer.Step(1e-4);
        optimizer.ZeroGradients();
    }

    private static TrainingRow[] Batch(int vocabulary) =>
    [
        .. Enumerable.Range(0, Rows).Select(r => new TrainingRow(
            [.. Enumerable.Range(0, Context).Select(i => ((r * 31) + (i * 17)) % vocabulary)],
            [.. Enumerable.Range(0, Completion).Select(i => ((r * 13) + (i * 7)) % vocabulary)])),
    ];

    private static string? FindPython()
    {
        foreach (var candidate in (string[])["python3", "/usr/bin/python3"])
        {
            try
            {
                using var process = Process.Start(new ProcessStartInfo(candidate, ["-c", "import torch"]) { RedirectStandardError = true, UseShellExecute = false })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                {
                    return candidate;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not there.
            }
        }

        return null;
    }

    private static Process StartReference(string python, string arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "PolicyModel", "training.py");
        return Process.Start(new ProcessStartInfo(python, [script, .. arguments.Split(' ')]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
    }
}
