namespace Guide.PolicyModel.Transformer;

/// <summary>The angles of rotary position embeddings (arXiv 2104.09864) with their scalings, in double precision.</summary>
internal sealed class RotaryFrequencies
{
    private RotaryFrequencies(double[] inverse, double attentionFactor) => (Inverse, AttentionFactor) = (inverse, attentionFactor);

    /// <summary>[D/2] radians per position.</summary>
    internal double[] Inverse { get; }

    /// <summary>Cosine and sine are multiplied by it.</summary>
    internal double AttentionFactor { get; }

    /// <summary>Those of windowed layers; null where they have the model's.</summary>
    internal static RotaryFrequencies? LocalOf(PolicyConfig config) =>
        config.LocalRopeTheta is { } theta ? Of(config with { RopeTheta = theta, RopeScaling = RopeScaling.None }) : null;

    internal static RotaryFrequencies Of(PolicyConfig config)
    {
        var half = config.HeadDim / 2;
        var plain = new double[half];
        for (var i = 0; i < half; i++)
        {
            plain[i] = Math.Pow(config.RopeTheta, -2.0 * i / config.HeadDim);
        }

        var scaling = config.RopeScaling;
        return scaling.Kind switch
        {
            RopeKind.Linear => new(Array.ConvertAll(plain, f => f / scaling.Factor), 1),
            RopeKind.Llama3 => new(Array.ConvertAll(plain, f => Llama3(f, scaling, scaling.OriginalMaxPositions ?? config.MaxPositions)), 1),
            RopeKind.Yarn => Yarn(plain, config),
            _ => new(plain, 1),
        };
    }

    /// <summary>Cosines then sines of one position, [D/2] each.</summary>
    internal void Fill(int position, Span<float> cosines, Span<float> sines)
    {
        for (var i = 0; i < Inverse.Length; i++)
        {
            var (sine, cosine) = Math.SinCos(position * Inverse[i]);
            cosines[i] = (float)(cosine * AttentionFactor);
            sines[i] = (float)(sine * AttentionFactor);
        }
    }

    private static double Llama3(double frequency, RopeScaling scaling, int original)
    {
        var wavelength = 2 * Math.PI / frequency;
        if (wavelength < original / scaling.HighFrequencyFactor)
        {
            return frequency;
        }

        if (wavelength > original / scaling.LowFrequencyFactor)
        {
            return frequency / scaling.Factor;
        }

        var smooth = ((original / wavelength) - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
        return ((1 - smooth) * frequency / scaling.Factor) + (smooth * frequency);
    }

    private static RotaryFrequencies Yarn(double[] plain, PolicyConfig config)
    {
        var scaling = config.RopeScaling;
        var original = scaling.OriginalMaxPositions ?? config.MaxPositions;

        // The (fractional) frequency index that makes that many rotations over the original context.
        double IndexOf(double rotations) => config.HeadDim * Math.Log(original / (rotations * 2 * Math.PI)) / (2 * Math.Log(config.RopeTheta));
        var low = IndexOf(scaling.BetaFast);
        var high = IndexOf(scaling.BetaSlow);
        if (scaling.Truncate)
        {
            (low, high) = (Math.Floor(low), Math.Ceiling(high));
        }

        low = Math.Max(low, 0);
        high = Math.Min(high, config.HeadDim - 1);
        if (low == high)
        {
            high += 0.001;
        }

        var inverse = new double[plain.Length];
        for (var i = 0; i < plain.Length; i++)
        {
            var interpolated = Math.Clamp((i - low) / (high - low), 0, 1);
            inverse[i] = (plain[i] / scaling.Factor * interpolated) + (plain[i] * (1 - interpolated));
        }

        double Temperature(double share) => scaling.Factor <= 1 ? 1 : (0.1 * share * Math.Log(scaling.Factor)) + 1;
        var attention = scaling.AttentionFactor
            ?? (scaling is { Mscale: { } mscale and not 0, MscaleAllDim: { } all and not 0 } ? Temperature(mscale) / Temperature(all) : Temperature(1));
        return new(inverse, attention);
    }
}
