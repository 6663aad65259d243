using Guide.Answers.Extraction;
using Guide.Answers.Numbers;
using Guide.Answers.Syntax;

namespace Guide.Answers.Equivalence;

/// <summary>What the rules for one form need of the whole: sameness of parts, values, and a place for the name of the rule that decided.</summary>
internal interface IComparison
{
    Budget Budget { get; }

    Scalars Scalars { get; }

    /// <summary>True: units count as in science (a pair may be an interval, the gold's unit may be left out).</summary>
    bool Science { get; }

    /// <summary>What the problem says about its answer.</summary>
    ProblemText Problem { get; }

    /// <summary>Whether two parts are the same, each by the rule of its form.</summary>
    bool Same(Node gold, Node said);

    /// <summary>Keeps the rule's name and passes on what it decided.</summary>
    bool By(string rule, bool same);
}
