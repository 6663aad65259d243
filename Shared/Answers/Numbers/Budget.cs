namespace Guide.Answers.Numbers;

/// <summary>Steps left for one verdict. Counted, never timed, so that the same input always gets the same verdict. One step is about a tenth of a microsecond.</summary>
internal sealed class Budget(int steps)
{
    /// <summary>Enough for any answer a person writes; about five milliseconds.</summary>
    public const int Default = 15_000;

    private int _left = steps;

    /// <summary>Steps left.</summary>
    public int Left => _left;

    /// <summary>Takes steps.</summary>
    /// <exception cref="BudgetExceededException">Fewer are left.</exception>
    public void Spend(int count)
    {
        _left -= count;
        if (_left < 0)
        {
            throw new BudgetExceededException();
        }
    }
}
