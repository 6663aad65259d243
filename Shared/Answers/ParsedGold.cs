using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>A gold answer as it was read once, kept beside its prompt so that its rollouts do not read it again. Immutable; made by <see cref="GoldAnswer.TryParse(Domain, string, out ParsedGold?, out string?)"/>.</summary>
public sealed class ParsedGold : IParsedGold
{
    internal ParsedGold(Domain domain, string gold, Reading reading)
    {
        Domain = domain;
        Gold = gold;
        Reading = reading;
    }

    /// <summary>The domain it was read for: mathematics or science.</summary>
    public Domain Domain { get; }

    /// <summary>The answer it was read from.</summary>
    public string Gold { get; }

    internal Reading Reading { get; }

    /// <summary>The parsed form, for people.</summary>
    public override string ToString() => Reading.Node?.ToString() ?? "(unreadable)";
}
