using Guide.Answers;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.TestKit;

/// <summary>What must hold for any two strings.</summary>
internal static class AnswerProperties
{
    /// <summary>The comparison, exact.</summary>
    public static bool Same(string gold, string said) => AnswerComparer.Compare(gold, said, ParseMode.Math, Rational.Zero).Same;

    /// <summary>True for a pair whose verdict may depend on which of the two is the gold: a base, an amount of money, or labels on one side, a decimal comma, a per cent sign, or an ordinal.</summary>
    public static bool GoldDecides(string a, string b)
    {
        return Read(a) is { } left && Read(b) is { } right && (Forms(left) || Forms(right));

        static Node? Read(string text)
        {
            try
            {
                return Parser.Parse(Spelling.Repair(text.Trim()), ParseMode.Math, new Budget(Budget.Default), out _);
            }
            catch (BudgetExceededException)
            {
                return null;
            }
        }

        static bool Forms(Node node) => node.Any(static item => item.Kind is NodeKind.BasedNumber or NodeKind.Relation || (item.IsNumber && item.Places >= 0) || item.Unit is { Dimensions.Money: not 0 } or { Counted: "th" or "st" or "nd" or "rd" });
    }

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
