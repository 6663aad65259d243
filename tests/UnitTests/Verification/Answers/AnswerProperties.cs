using Guide.Verification.Answers;
using Guide.Verification.Answers.Numbers;
using Guide.Verification.Answers.Syntax;

namespace Guide.UnitTests.Verification.Answers;

/// <summary>What must hold for any two strings.</summary>
internal static class AnswerProperties
{
    /// <summary>The comparison, exact.</summary>
    public static bool Same(string gold, string said) => AnswerEngine.Compare(gold, said, ParseMode.Math, Rational.Zero).Same;

    /// <summary>True when the answer can be read and compared with itself within the budget.</summary>
    public static bool IsReadable(string answer)
    {
        try
        {
            return Parser.Parse(Spelling.Repair(answer.Trim()), ParseMode.Math, new Budget(Budget.Default / 4), out var compact) is not null && compact.Length > 0;
        }
        catch (BudgetExceededException)
        {
            return false;
        }
    }
}
