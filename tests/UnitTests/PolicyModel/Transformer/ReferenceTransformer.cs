namespace Guide.UnitTests.PolicyModel;

/// <summary>
/// A decoder of the Llama family in plain double-precision loops, written from the papers and independent of the product: RMSNorm
/// (1910.07467), rotary embeddings in the split-half order of Hugging Face weights (2104.09864), grouped queries (2305.13245), SwiGLU
/// (2002.05202), position interpolation (2306.15595), YaRN (2309.00071, equations in the order of its section 3), Llama 3.1's frequencies.
/// </summary>
internal sealed class ReferenceTransformer
{
    internal required Dictionary<string, double[]> Weights { get; init; }

    internal int Vocabulary { get; init; }

    internal int Width { get; init; }

    internal int Inner { get; init; }

    internal int Layers { get; init; }

    internal int Heads { get; init; }

    internal int KvHeads { get; init; }

    internal int HeadDim { get; init; }

    internal double Epsilon { get; init; }

    internal double Theta { get; init; }

    internal bool Bias { get; init; }

    internal bool HeadNorm { get; init; }

    internal bool Tied { get; init; }

    internal string Scaling { get; init; } = "none";

    internal double Factor { get; init; } = 1;

    internal double Original { get; init; }

    internal bool InterleavedGroups { get; init; }

    internal bool Rotary { get; init; } = true;

    internal bool GatedMlp { get; init; } = true;

    /// <returns>[S][V] log-probabilities after each position.</returns>
    internal double[][] LogProbs(int[] ids)
    {
        var x = ids.Select(id => Row(Weights["model.embed_tokens.weight"], id, Width)).ToArray();
        for (var l = 0; l < Layers; l++)
        {
            var p = $"model.layers.{l}.";
            var normed = x.Select(v => Norm(v, Weights[p + "input_layernorm.weight"])).ToArray();
            var q = normed.Select((v, t) => Split(Linear(v, p + "self_attn.q_proj", Heads * HeadDim), Heads, p + "self_attn.q_norm.weight", t)).ToArray();
            var k = normed.Select((v, t) => Split(Linear(v, p + "self_attn.k_proj", KvHeads * HeadDim), KvHeads, p + "self_attn.k_norm.weight", t)).ToArray();
            var w = normed.Select(v => Linear(v, p + "self_attn.v_proj", KvHeads * HeadDim)).ToArray();
            for (var t = 0; t < x.Length; t++)
            {
                var mixed = new double[Heads * HeadDim];
                for (var h = 0; h < Heads; h++)
                {
                    var kv = InterleavedGroups ? h % KvHeads : h / (Heads / KvHeads);
                    var scores = Enumerable.Range(0, t + 1).Select(s => Dot(q[t][h], k[s][kv]) / Math.Sqrt(HeadDim)).ToArray();
                    var weights = Softmax(scores);
                    for (var s = 0; s <= t; s++)
                    {
                        for (var d = 0; d < HeadDim; d++)
                        {
                            mixed[(h * HeadDim) + d] += weights[s] * w[s][(kv * HeadDim) + d];
                        }
                    }
                }

                x[t] = Add(x[t], Linear(mixed, p + "self_attn.o_proj", Width));
            }

            for (var t = 0; t < x.Length; t++)
            {
                var v = Norm(x[t], Weights[p + "post_attention_layernorm.weight"]);
                var gate = Linear(v, p + "mlp.gate_proj", Inner);
                var up = Linear(v, p + "mlp.up_proj", Inner);
                x[t] = Add(x[t], Linear(gate.Select((g, i) => (GatedMlp ? g / (1 + Math.Exp(-g)) : g) * up[i]).ToArray(), p + "mlp.down_proj", Width));
            }
        }

        var head = Weights[Tied ? "model.embed_tokens.weight" : "lm_head.weight"];
        return x.Select(v =>
        {
            var final = Norm(v, Weights["model.norm.weight"]);
            var logits = Enumerable.Range(0, Vocabulary).Select(i => Dot(final, Row(head, i, Width))).ToArray();
            var max = logits.Max();
            var log = max + Math.Log(logits.Sum(z => Math.Exp(z - max)));
            return logits.Select(z => z - log).ToArray();
        }).ToArray();
    }

    private double[][] Split(double[] projected, int heads, string norm, int position) => Enumerable.Range(0, heads).Select(h =>
    {
        var v = projected[(h * HeadDim)..((h + 1) * HeadDim)];
        return Rotate(HeadNorm ? Norm(v, Weights[norm]) : v, position);
    }).ToArray();

    private double[] Rotate(double[] v, int position)
    {
        if (!Rotary)
        {
            return v;
        }

        var half = HeadDim / 2;
        var rotated = new double[HeadDim];
        var magnitude = Scaling == "yarn" ? (0.1 * Math.Log(Factor)) + 1 : 1;
        for (var i = 0; i < half; i++)
        {
            var angle = position * Frequency(i);
            var (cos, sin) = (Math.Cos(angle) * magnitude, Math.Sin(angle) * magnitude);
            rotated[i] = (v[i] * cos) - (v[i + half] * sin);
            rotated[i + half] = (v[i] * sin) + (v[i + half] * cos);
        }

        return rotated;
    }

    private double Frequency(int i)
    {
        var plain = 1 / Math.Pow(Theta, 2.0 * i / HeadDim);
        var rotations = Original * plain / (2 * Math.PI); // r: full turns over the original context
        switch (Scaling)
        {
            case "linear":
                return plain / Factor;
            case "llama3":
                // Turns below 1: interpolate; above 4: keep; between: blend linearly in the number of turns.
                var keep = Math.Clamp((rotations - 1) / (4 - 1), 0, 1);
                return (keep * plain) + ((1 - keep) * plain / Factor);
            case "yarn":
                // The dimension at which a frequency makes β turns; the ramp runs between those of β = 32 and β = 1.
                double DimensionOf(double turns) => HeadDim / 2.0 * Math.Log(Original / (turns * 2 * Math.PI)) / Math.Log(Theta);
                var low = Math.Max(Math.Floor(DimensionOf(32)), 0);
                var high = Math.Min(Math.Ceiling(DimensionOf(1)), HeadDim - 1);
                var ramp = Math.Clamp((i - low) / (high - low), 0, 1);
                return ((1 - ramp) * plain) + (ramp * plain / Factor);
            default:
                return plain;
        }
    }

    private double[] Linear(double[] x, string name, int outputs)
    {
        var w = Weights[name + ".weight"];
        var b = Bias && Weights.TryGetValue(name + ".bias", out var bias) ? bias : null;
        return Enumerable.Range(0, outputs).Select(o => Dot(x, Row(w, o, x.Length)) + (b?[o] ?? 0)).ToArray();
    }

    private double[] Norm(double[] x, double[] weight)
    {
        var scale = 1 / Math.Sqrt((x.Sum(v => v * v) / x.Length) + Epsilon);
        return x.Select((v, i) => v * scale * weight[i]).ToArray();
    }

    private static double[] Softmax(double[] z)
    {
        var e = z.Select(v => Math.Exp(v - z.Max())).ToArray();
        return e.Select(v => v / e.Sum()).ToArray();
    }

    private static double[] Row(double[] matrix, int row, int width) => matrix[(row * width)..((row + 1) * width)];

    private static double Dot(double[] a, double[] b) => a.Zip(b).Sum(p => p.First * p.Second);

    private static double[] Add(double[] a, double[] b) => a.Zip(b, (x, y) => x + y).ToArray();
}
