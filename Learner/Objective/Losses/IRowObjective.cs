namespace Guide.Learner.Objective.Losses;

/// <summary>An objective by name: what a row's tokens add to what is maximised, with the exact derivatives. Adding one is one file, one test, one paragraph of docs/algorithm.md.</summary>
internal interface IRowObjective
{
    /// <summary>Evaluates a row in double precision.</summary>
    /// <param name="row">Ratios and advantages of its tokens; at least one.</param>
    /// <param name="slopes">[T] receives ∂Value/∂log π_θ(o_t).</param>
    RowTerms Evaluate(in RowTokens row, Span<double> slopes);
}
