namespace Guide.Answers.Numbers;

/// <summary>The step budget of one verdict is spent. Caught at the verifier's boundary, where it becomes "too large to evaluate".</summary>
internal sealed class BudgetExceededException : Exception
{
    public BudgetExceededException()
        : base("the step budget is spent")
    {
    }
}
