namespace Guide.Answers.Extraction;

/// <summary>
/// Sentences behind an answer that speak of it: "it", "this", "the answer", "I". They may say what is known to leave it standing; what is not understood takes it back. A value alone in a sentence corrects it.
/// </summary>
internal static class Afterword
{
    private const int MostWords = 6;

    private static readonly HashSet<string> Pointing = Set("it this that");

    // What may stand between "this" and its verb.
    private static readonly HashSet<string> Named = Set("answer result value number solution box total");

    // Verbs; those of another form are no verbs to this grammar.
    private static readonly HashSet<string> Affirming = Set(
        "matches matched agrees agreed follows followed completes completed concludes confirms confirmed satisfies satisfied makes works worked checks checked holds means shows showed gives uses used comes represents includes included counts counted corresponds proves proved accounts ensures solves solved answers answered fits meets happens "
        + "occurs takes has contains leads led relies reflects applies applied simplifies rounds yields yielded leaves lets helps allows describes illustrates demonstrates settles finishes ends assumes covers equals requires required results says tells stands minimizes maximizes attains achieves implies exceeds belongs does indeed thus");

    private static readonly HashSet<string> Modal = Set("should would could might may cannot can't won't wouldn't shouldn't couldn't doesn't didn't isn't wasn't seems appears looks needs");

    private static readonly HashSet<string> Carried = Set("verified checked seen written expressed simplified found shown proved proven done confirmed solved obtained computed calculated derived noted generalized rewritten matched");

    private static readonly HashSet<string> Predicate = Set(
        "correct valid right true consistent unique sufficient necessary independent prime even odd positive negative nonnegative integral rational irrational real finite infinite less greater smaller larger close equal equivalent exact simplified reduced irreducible reasonable plausible possible required desired clear obvious important useful known called because since due also indeed exactly precisely already always simply just therefore thus hence still now well "
        + "what why how where when both so similar symmetric constant composite minimal maximal optimal best achieved attained obtained found given derived computed calculated determined confirmed verified checked proven proved shown seen expected asked wanted needed done complete done enough all about approximately within between twice half double more based related congruent divisible expressed written easy straightforward intuitive natural convenient common standard "
        + "compatible measured counted boxed final sensible nice neat");

    private static readonly HashSet<string> Own = Set(
        "hope checked check double-checked verified verify used use get got find found obtain obtained see saw seen show showed shown conclude concluded note noted simplified added multiplied followed solved computed calculated counted drew split grouped applied rounded think believe chose choose picked pick know knew put place placed box boxed give gave given report reported "
        + "state stated summarize summarized derived started converted divided subtracted write wrote written substitute substituted assumed set let listed confident sure certain done glad happy leave need needed take took reached worked");

    private static readonly HashSet<string> Auxiliaries = Set("am have had did do will can could was just i've i'm i'll");

    private static readonly HashSet<string> Myself = Set("i i'm i've i'll i'd");

    private static readonly HashSet<string> Interjections = Set("wait hmm oh sorry hold on oops ah well no apologies hm");

    // Words of a fragment that only puts another value in the place of the first.
    private static readonly HashSet<string> Putting = Set("it is was the a make makes that this should read reads say says be i meant mean better rather sorry apologies edit hold on no yes now really actually instead real true correct right so then let me try again wait hmm oh well ah ok okay must has to into changed to becomes");

    private static readonly HashSet<string> Imperative = Set("note see since as if because so and when where while although though for hence thus therefore then but also is does did can let after before until like with by from to recall observe check verify notice remember hope clearly indeed all both most of in on at combining using adding doing putting whether what how why only even once");

    private static readonly HashSet<string> Harmless = Set("worry forget hesitate need confuse overlook count include");

    private static bool IsVerb(string word) => word.EndsWith("ed", StringComparison.Ordinal) || (word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal));

    /// <summary>True where a sentence behind an answer leaves it doubtful.</summary>
    /// <param name="tokens">The sentence.</param>
    /// <param name="others">True where its last value is another than the answer.</param>
    public static bool Doubts(List<ClauseToken> tokens, bool others)
    {
        var words = tokens.FindAll(static t => t.Part == ClausePart.Word);
        if (others && Replaces(tokens, words))
        {
            return true;
        }

        var first = First(tokens);
        if (first < 0 || first + 1 >= tokens.Count)
        {
            return false;
        }

        var second = tokens[first + 1];
        if (tokens[first].Text is "don't" || (tokens[first].Text is "do" && second.Text is "not"))
        {
            return !tokens.Exists(static t => t.In(Harmless));
        }

        return tokens[first].In(Pointing) ? Says(tokens, first + 1, others) : others && second.In(Pointing) && second.Text != "that" && !tokens[first].In(Imperative) && IsBase(tokens[first].Text);
    }

    /// <summary>True where the writer says of himself what is not known to leave the answer: "I would not trust it", "I mixed up the digits".</summary>
    /// <param name="tokens">The sentence.</param>
    public static bool Confesses(List<ClauseToken> tokens)
    {
        var first = First(tokens);
        if (first < 0 || first + 1 >= tokens.Count || !tokens[first].In(Myself))
        {
            return false;
        }

        var at = first + 1;
        while (at < tokens.Count - 1 && (tokens[at].In(ClauseWords.Adverbs) || tokens[at].In(ClauseWords.Connectives) || tokens[at].In(Auxiliaries)))
        {
            at++;
        }

        var known = tokens[at].In(Own) || tokens[at].In(ClauseWords.Determiners);
        return tokens[at].Part == ClausePart.Word && (tokens[first].Text is "i'd" || !known || tokens.Exists(static t => t.Text is "wrong" or "instead" or "mistakenly" or "mistake" or "error" or "doubts" or "concerns" or "not" or "should"));
    }

    private static int First(List<ClauseToken> tokens) => tokens.FindIndex(static t => t.Part == ClausePart.Word && !t.In(ClauseWords.Connectives) && !t.In(ClauseWords.Adverbs) && !t.In(Interjections));

    // "41", "Hold on: 7.", "Make that 71.": one value and nothing that explains it.
    private static bool Replaces(List<ClauseToken> tokens, List<ClauseToken> words)
    {
        if (tokens.FindAll(static t => t.Part == ClausePart.Value).Count != 1 || tokens.Exists(static t => t.Is('=') || t.Is('%')))
        {
            return false;
        }

        var last = tokens.FindLast(static t => t.Part == ClausePart.Word || t.Part == ClausePart.Value);
        var plain = last is { Part: ClausePart.Value, Text.Length: > 0 } && (char.IsAsciiDigit(last.Text[0]) || last.Text[0] is '-' or '\\');
        return plain && words.Count <= MostWords && (words.TrueForAll(static t => t.In(Putting)) || (words.Exists(static t => t.In(Myself)) && tokens.Exists(static t => t.Is(':'))));
    }

    // "It is off by four", "This overlooks a case".
    private static bool Says(List<ClauseToken> tokens, int at, bool others)
    {
        while (at < tokens.Count && (tokens[at].In(Named) || tokens[at].In(ClauseWords.Adverbs) || (tokens[at].In(ClauseWords.Connectives) && !tokens[at].In(ClauseWords.Copulas))))
        {
            at++;
        }

        if (at >= tokens.Count || tokens[at].Part != ClausePart.Word)
        {
            return false;
        }

        if (tokens[at].In(Modal))
        {
            return !(tokens.Exists(static t => t.In(Carried)) && !tokens[at].Text.EndsWith("n't", StringComparison.Ordinal));
        }

        if (!tokens[at].In(ClauseWords.Copulas))
        {
            // A noun of its own ("this triangle"), or a verb.
            return !tokens[at].In(Affirming) && IsVerb(tokens[at].Text);
        }

        at++;
        while (at < tokens.Count - 1 && tokens[at].In(ClauseWords.Adverbs))
        {
            at++;
        }

        if (at >= tokens.Count || tokens[at].Part != ClausePart.Word)
        {
            return others && at == tokens.FindLastIndex(static t => t.Part != ClausePart.Sign);
        }

        return !(tokens[at].In(Predicate) || tokens[at].In(ClauseWords.Predicates) || tokens[at].In(ClauseWords.Determiners) || (tokens[at].In(ClauseWords.Prepositions) && tokens[at].Text != "off") || tokens[at].Text is "not") || (tokens[at].Text is "not" or "a" or "an" or "my" or "only" && tokens.Exists(static t => t.In(ClauseWords.Provisional) || t.Text is "guess" or "bound" or "estimate" or "typo" or "mistake" or "slip" or "trustworthy" or "final" or "reliable"));
    }

    // No ending of another form.
    private static bool IsBase(string word) => !word.EndsWith("ing", StringComparison.Ordinal) && !word.EndsWith("ed", StringComparison.Ordinal) && !word.EndsWith('s') && word.Length > 2;

    private static HashSet<string> Set(string words) => [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
