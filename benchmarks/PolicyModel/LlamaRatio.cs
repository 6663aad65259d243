using System.Diagnostics;

using Guide.PolicyModel.Native;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.Benchmarks.PolicyModel;

/// <summary>
/// Question: how fast does the TorchSharp path decode a model of 0.5 B parameters (Qwen2.5-0.5B's shape, float32, random weights) beside
/// llama.cpp with the same weights? One thread, the same process, rounds alternate, processor time a token, best of the rounds; the logits of
/// both must agree. Goals: at least 0.6 of llama.cpp's tokens a second at batch 1 (0.8 hoped for), at least 1.2 at batch 64.
/// </summary>
internal static class LlamaRatio
{
    private const int Context = 16;

    internal static int Run(string[] arguments, TextWriter output)
    {
        var rounds = arguments.Length > 1 ? int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture) : 2;
        TorchRuntime.Initialize();
        using var model = HalfBillion.Create();
        var file = Path.Combine(Path.GetTempPath(), $"guide-benchmark-{Environment.ProcessId}.gguf");
        try
        {
            GgufWriter.Write(file, model);
            using var llama = LlamaLibrary.Open(arguments.FirstOrDefault() is { } folder and not "-" ? folder : null, file, sequences: 64, positions: 64, out var reason);
            if (llama is null)
            {
                output.WriteLine($"llama: skipped, {reason}");
                return 0;
            }

            output.WriteLine("| batch | llama.cpp, CPU ms a token | TorchSharp, CPU ms a token | tokens/s against llama.cpp | max difference of log-probs |");
            output.WriteLine("|---|---|---|---|---|");
            var batches = arguments.Length > 2 ? arguments[2].Split(',').Select(b => int.Parse(b, System.Globalization.CultureInfo.InvariantCulture)).ToArray() : [1, 8, 64];
            foreach (var batch in batches)
            {
                var steps = Math.Max(1, 6 / batch);
                using var decoder = new TorchDecoder(model);
                var logits = new float[batch * model.Config.VocabularySize];
                var difference = 0.0;
                var (theirs, ours) = (double.MaxValue, double.MaxValue);
                for (var round = 0; round <= rounds; round++)
                {
                    var (slow, fast, apart) = Round(llama, decoder, logits, model.Config.VocabularySize, batch, steps);
                    difference = Math.Max(difference, apart);
                    if (round > 0)
                    {
                        (theirs, ours) = (Math.Min(theirs, slow), Math.Min(ours, fast));
                    }
                }

                output.WriteLine($"| {batch} | {theirs:F1} | {ours:F1} | {theirs / ours:F2} | {difference:E1} |");
            }
        }
        finally
        {
            File.Delete(file);
        }

        return 0;
    }

    private static (double Llama, double Torch, double Difference) Round(LlamaLibrary llama, TorchDecoder decoder, float[] logits, int vocabulary, int batch, int steps)
    {
        var context = Enumerable.Range(0, Context).Select(i => (i * 7919) + 11).ToArray();
        var tokens = new int[batch];

        // Both start from the same context in every row; llama.cpp reads it token by token, outside the time taken.
        decoder.Reserve(batch, 64);
        decoder.Prefill([new Prefix(context, 0, batch)], logits);
        llama.Clear();
        for (var p = 0; p < Context; p++)
        {
            tokens.AsSpan().Fill(context[p]);
            llama.Step(tokens, p);
        }

        void Next(int step)
        {
            for (var row = 0; row < batch; row++)
            {
                tokens[row] = ((step * 131) + (row * 1009) + 5) % vocabulary;
            }
        }

        var theirs = Cpu(() =>
        {
            for (var step = 0; step < steps; step++)
            {
                Next(step);
                llama.Step(tokens, Context + step);
            }
        });
        var ours = Cpu(() =>
        {
            for (var step = 0; step < steps; step++)
            {
                Next(step);
                decoder.Step(tokens, logits);
            }
        });
        var difference = Enumerable.Range(0, batch).Max(row => Difference(llama.Logits(row, vocabulary), logits.AsSpan(row * vocabulary, vocabulary)));
        return (theirs / (batch * steps), ours / (batch * steps), difference);
    }

    private static double Difference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (x, y) = (LogSum(a), LogSum(b));
        var largest = 0.0;
        for (var i = 0; i < a.Length; i += 97)
        {
            largest = Math.Max(largest, Math.Abs(a[i] - x - (b[i] - y)));
        }

        return largest;
    }

    private static double LogSum(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += Math.Exp(value);
        }

        return Math.Log(sum);
    }

    private static double Cpu(Action action)
    {
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }
}
