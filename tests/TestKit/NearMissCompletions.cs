using System.Globalization;

namespace Guide.TestKit;

/// <summary>Makes completions that say a gold answer, and completions that hold it and do not say it: denied, open, hedged, taken back, said of something else, one of two.</summary>
internal sealed class NearMissCompletions(Random random)
{
    private static readonly string[] Places = ["$\\boxed{{{0}}}$", "\\boxed{{{0}}}", "\\(\\boxed{{{0}}}\\)", "**$\\boxed{{{0}}}$**"];

    private static readonly string[] Openings = ["", "Adding the parts. ", "We count the cases one by one.\n\n", "First $a+b={1}$. ", "Let $k$ be even. ", "The first part gives {1}. "];

    private static readonly string[] Leads = ["So the answer is ", "Therefore we get ", "Hence $n=$ ", "The number of ways is ", "It follows that the result is ", "This gives ", "Thus there are ", "Altogether: ", ""];

    private static readonly string[] Endings = [".", "", ", as required.", ".\n\nThis completes the solution.", " in total.", ", since $a>0$.", "."];

    // Before the box.
    private static readonly string[] Denying =
    [
        "The answer is not ", "It is certainly not ", "It cannot be ", "It is at least ", "It is less than ", "It is either {1} or ", "It is between {1} and ", "Nobody gets ", "I guess it is ", "It might be ", "If only it were ", "Twice the answer is ", "The answer exceeds ", "A naive count gives ", "An upper bound is ", "My friend claims that the answer is ", "It is false that the answer is ",
        "Suppose that the answer is ", "One more than the answer is ", "I wonder whether it is ", "Instead of ", "The answer differs from ", "A wrong answer is ", "The textbook says ",
    ];

    // Behind it.
    private static readonly string[] Undoing =
    [
        " or ${1}$.", " (or ${1}$).", " is wrong.", ". Wait, that is wrong.", ". No, it is ${1}$.", ", but it may be ${1}$.", ". Alternatively, ${1}$.", "; ${1}$ is also possible.", ", or perhaps ${1}$.", ", not sure.", "?", ". EDIT: ${1}$", " squared.", "; otherwise ${1}$.", " is too large.", " at most.", " or more.", ". Correction: ${1}$.", " and ${1}$.", " to ${1}$.",
        ", though this is only a guess.", ", which is incorrect.", " plus ${1}$.", " was my first guess.",
    ];

    /// <summary>One triple: the gold, a completion that says it, one that does not.</summary>
    public (string Gold, string Same, string Miss) Next()
    {
        var (value, other) = (random.Next(11, 5000), random.Next(5001, 9999));
        var gold = random.Next(3) switch { 0 => Text(value), 1 => $"\\frac{{{value}}}{{{(value % 7 == 0 ? 6 : 7)}}}", _ => $"-{value}" };
        string Fill(string form) => string.Format(CultureInfo.InvariantCulture, form, gold, Text(other));
        var place = Any(Places);
        var same = Any(Openings) + Any(Leads) + place + Any(Endings);
        var miss = random.Next(2) == 0 ? Any(Openings) + Any(Denying) + place + "." : Any(Openings) + Any(Leads) + place + Any(Undoing);
        return random.Next(8) switch
        {
            0 => (gold, $"<answer>{gold}</answer>", Fill("<answer>{0}</answer>" + Any(Undoing[..9]))),
            1 => (gold, Fill(Any(Openings) + "\n#### {0}"), Fill("\n#### {0} or {1}")),
            _ => (gold, Fill(same), Fill(miss)),
        };
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private string Any(string[] forms) => forms[random.Next(forms.Length)];
}
