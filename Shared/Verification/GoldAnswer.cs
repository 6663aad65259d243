using Guide.Contracts;
using Guide.Verification.Answers.Equivalence;
using Guide.Verification.Answers.Extraction;
using Guide.Verification.Answers.Numbers;
using Guide.Verification.Answers.Syntax;

namespace Guide.Verification;

/// <summary>Checks reference answers once, at import: what cannot be read, or cannot be judged equal to itself, is quarantined with the reason and never guessed at while training.</summary>
public static class GoldAnswer
{
    /// <summary>True when the domain's verifier can judge against this gold answer; otherwise <paramref name="reason"/> says why not.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="gold">The bare answer.</param>
    /// <param name="reason">Null on success.</param>
    public static bool TryParse(Domain domain, string gold, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(gold);
        reason = string.IsNullOrWhiteSpace(gold) ? "the gold answer is empty" : domain switch
        {
            Domain.Math => Read(gold, ParseMode.Math),
            Domain.Science => Read(gold, ParseMode.Science),
            Domain.Mcq => ChoiceReader.OfGold(gold) is null && Wording.Normal(gold).Length == 0 ? "the gold names no option" : null,
            _ => null,
        };
        return reason is null;
    }

    private static string? Read(string gold, ParseMode mode)
    {
        var answer = AnswerExtractor.Boxed(gold) ?? gold;
        if (answer.Length > 20_000)
        {
            return "the gold answer has more than 20000 characters";
        }

        try
        {
            var text = Spelling.Repair(answer.Trim());
            var node = Parser.Parse(text, mode, new Budget(Budget.Default), out _);
            if (node is null)
            {
                return "the gold answer cannot be read";
            }

            if (node.Kind == NodeKind.Text && text.AsSpan().IndexOfAny("\\^{}=") >= 0 && text.Contains('\\', StringComparison.Ordinal) && !text.Contains("\\text", StringComparison.Ordinal) && !text.Contains("\\mathrm", StringComparison.Ordinal) && !text.Contains("\\mbox", StringComparison.Ordinal))
            {
                return "the gold answer looks like mathematics but cannot be parsed";
            }

            return node.Any(static item => item.Kind == NodeKind.Power && item[0].IsNumber && item[0].Value.IsZero && item[1].IsNumber && item[1].Value.Sign < 0) ? "the gold answer divides by zero" : null;
        }
        catch (BudgetExceededException)
        {
            return "the gold answer is too large to read";
        }
    }
}
