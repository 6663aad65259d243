namespace Guide.Learner.Objective;

/// <summary>The advantages of a row's tokens.</summary>
/// <param name="Mean">A of every token; where they differ, their mean.</param>
/// <param name="Tokens">[T] A_t where the estimator gives each token its own; null = all have <paramref name="Mean"/>.</param>
internal readonly record struct RowAdvantage(double Mean, double[]? Tokens = null)
{
    /// <summary>Some token has an advantage.</summary>
    public bool IsNonZero => Tokens is null ? Mean != 0 : Array.Exists(Tokens, static advantage => advantage != 0);

    /// <summary>Advantages of tokens, kept singly only where they differ.</summary>
    public static RowAdvantage Of(double[] tokens) => tokens.Length == 0
        ? new(0)
        : Array.TrueForAll(tokens, advantage => advantage == tokens[0]) ? new(tokens[0]) : new(tokens.Average(), tokens);
}
