using Guide.Answers;
using Guide.Answers.Equivalence;
using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;
using Guide.Contracts;

namespace Guide.Answers;

/// <summary>Checks reference answers once, at import: what cannot be read, or cannot be judged equal to itself, is quarantined with the reason and never guessed at while training.</summary>
public static class GoldAnswer
{
    private const int LongestAnswer = 20_000;

    /// <summary>True when the domain's verifier can judge against this gold answer; otherwise <paramref name="reason"/> says why not.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="gold">The bare answer.</param>
    /// <param name="reason">Null on success.</param>
    public static bool TryParse(Domain domain, string gold, out string? reason) => TryParse(domain, gold, out _, out reason);

    /// <summary>As above, and what was read, to be kept beside the prompt (<see cref="VerificationCase.ParsedGold"/>).</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="gold">The bare answer.</param>
    /// <param name="parsed">The parsed form; null on failure, and where nothing is parsed (multiple choice, exact words).</param>
    /// <param name="reason">Null on success.</param>
    public static bool TryParse(Domain domain, string gold, out ParsedGold? parsed, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(gold);
        parsed = null;
        if (string.IsNullOrWhiteSpace(gold))
        {
            reason = "the gold answer is empty";
        }
        else if (domain is Domain.Math or Domain.Science)
        {
            (parsed, reason) = Read(domain, gold);
        }
        else
        {
            reason = domain == Domain.Mcq && ChoiceLetters.Read(gold).Letters is null && Wording.Normal(gold).Length == 0 ? "the gold names no option" : null;
        }

        return reason is null;
    }

    private static (ParsedGold? Parsed, string? Reason) Read(Domain domain, string gold)
    {
        var answer = AnswerExtractor.Boxed(gold) ?? gold;
        if (answer.Length > LongestAnswer)
        {
            return (null, $"the gold answer has more than {LongestAnswer} characters");
        }

        try
        {
            var reading = Reading.Of(answer, domain == Domain.Science ? ParseMode.Science : ParseMode.Math, new Budget(Budget.Default));
            var reason = Problem(reading);
            return reason is null ? (new ParsedGold(domain, gold, reading), null) : (null, reason);
        }
        catch (BudgetExceededException)
        {
            return (null, "the gold answer is too large to read");
        }
    }

    private static string? Problem(Reading reading)
    {
        if (reading.Node is not { } node)
        {
            return "the gold answer cannot be read";
        }

        var text = reading.Text;
        if (node.Kind == NodeKind.Text && text.AsSpan().IndexOfAny("\\^{}=") >= 0 && text.Contains('\\', StringComparison.Ordinal) && !text.Contains("\\text", StringComparison.Ordinal) && !text.Contains("\\mathrm", StringComparison.Ordinal) && !text.Contains("\\mbox", StringComparison.Ordinal))
        {
            return "the gold answer looks like mathematics but cannot be parsed";
        }

        return node.Any(static item => item.Kind == NodeKind.Power && item[0].IsNumber && item[0].Value.IsZero && item[1].IsNumber && item[1].Value.Sign < 0) ? "the gold answer divides by zero" : null;
    }
}
