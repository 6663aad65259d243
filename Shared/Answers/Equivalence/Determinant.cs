using Guide.Answers.Numbers;

namespace Guide.Answers.Equivalence;

/// <summary>Determinants of exact numbers by elimination.</summary>
internal static class Determinant
{
    /// <summary>The determinant of a square; its cells are used up.</summary>
    public static Rational Of(Rational[,] cells, Budget budget)
    {
        var size = cells.GetLength(0);
        var value = Rational.One;
        for (var column = 0; column < size; column++)
        {
            var pivot = column;
            while (pivot < size && cells[pivot, column].IsZero)
            {
                pivot++;
            }

            if (pivot == size)
            {
                return Rational.Zero;
            }

            if (pivot != column)
            {
                value = -value;
                for (var k = 0; k < size; k++)
                {
                    (cells[pivot, k], cells[column, k]) = (cells[column, k], cells[pivot, k]);
                }
            }

            value *= cells[column, column];
            for (var row = column + 1; row < size; row++)
            {
                budget.Spend(size);
                var scale = cells[row, column] / cells[column, column];
                for (var k = column; k < size; k++)
                {
                    cells[row, k] -= scale * cells[column, k];
                }
            }
        }

        return value;
    }
}
