namespace Guide.Answers.Extraction;

/// <summary>The closed classes of words that govern a value in its sentence: what denies it, leaves it open, makes another value of it, ascribes it to others, or begins another statement.</summary>
internal static class Governors
{
    /// <summary>Where another clause begins.</summary>
    public static readonly string[] Boundaries = [", ", "; ", "，", "；", " so ", " hence ", " thus ", " therefore ", " while ", " whereas ", "; so ", " because ", " since ", "而是", "而", "所以", "因此", "故"];

    /// <summary>What denies the value behind it.</summary>
    public static readonly string[] Negations =
    [
        "not", "n't", "never", "neither", "nor", "none of", "cannot", "except", "except for", "excluding", "exclude", "excludes", "excluded", "eliminate", "eliminates", "eliminated", "eliminating", "reject", "rejects", "rejected", "rejecting",
        "discard", "discarded", "other than", "rule out", "rules out", "ruled out", "ruling out", "discarding", "crossing out", "instead of", "rather than", "unlike", "ignore", "ignoring", "retract", "anything but", "everything but", "all but", "any option but", "any answer but", "any choice but", "any but", "different from", "doubt",
        "wrong answer", "wrong answers", "wrong value", "wrong result", "wrong option", "wrong choice", "incorrect answer", "incorrect answers", "incorrect value", "incorrect result", "incorrect option", "incorrect choice", "false answer",
        "impossible", "mistake to", "wrong to", "careless", "differs from", "differ from", "close to", "nowhere near", "contradicts",
        "不是", "并非", "不可能是", "不选", "不能选", "不等于", "排除", "除了",
    ];

    /// <summary>A denial that takes a whole sentence with it, verb and all.</summary>
    public static readonly string[] Embedding = ["true", "correct", "right", "the case", "think", "believe", "say", "claim", "mean", "sure", "certain", "imply", "suggest", "possible"];

    /// <summary>Verbs that begin another statement behind a denial.</summary>
    public static readonly string[] Restarts =
    [
        "is", "are", "was", "'s", "equals", "get", "gets", "obtain", "obtains", "find", "finds", "give", "gives", "giving", "yield", "yields", "yielding", "have", "has", "leaving", "leaves", "becomes", "makes", "remain", "remains", "answer", "but", "choose", "pick", "select",
    ];

    /// <summary>What leaves the value behind it open.</summary>
    public static readonly string[] Opening =
    [
        "between", "either", "at least", "at most", "more than", "less than", "fewer than", "greater than", "larger than", "bigger than", "smaller than", "lower than", "higher than", "less than or equal to", "greater than or equal to", "exceeds", "exceeding", "exceed", "up to", "one of", "any of",
        "somewhere", "torn", "no more than", "no less than", "no fewer than", "as many as", "as few as", "可能是", "至少", "至多", "大于", "小于", "不超过", "不少于", "或者", "或",
    ];

    /// <summary>What only supposes, or ascribes to others.</summary>
    public static readonly string[] Suppositions =
    [
        "if", "had we", "had it", "had they", "suppose", "supposing", "assume", "assuming", "were we", "one might", "some might", "some would", "some may", "you might", "many students", "students", "people", "others", "someone", "somebody", "a common", "common", "tempting",
        "naive", "naively", "at first", "first thought", "initially", "first attempt", "如果", "假设", "若",
    ];

    /// <summary>What begins a statement about the value before it.</summary>
    public static readonly string[] Verbs = ["is", "are", "was", "were", "'s", "can", "cannot", "can't", "could", "couldn't", "do", "does", "don't", "doesn't", "did", "didn't", "must", "should", "would", "wouldn't", "contradicts", "isn't", "aren't", "wasn't", "won't", "fails", "fail", "has", "have", "seems", "looks", "which", "that", "gets", "will", "it", "they", "this", "he", "she"];

    /// <summary>What such a statement denies it with.</summary>
    public static readonly string[] Verdicts =
    [
        "wrong", "incorrect", "false", "impossible", "invalid", "extraneous", "rejected", "discarded", "excluded", "eliminated", "ruled out", "out", "inadmissible", "spurious", "not the", "not correct", "not right", "not valid", "not possible", "not a solution", "not a valid", "not a possible", "not an answer", "not an option", "not a root", "not a choice", "not allowed", "not acceptable", "not true", "not it",
        "n't the", "n't correct", "n't right", "n't valid", "n't possible", "n't a solution", "n't a valid", "n't an answer", "n't an option", "n't a choice", "n't it", "n't be", "cannot be", "can't be", "could not be", "not be", "not work", "n't work", "not satisfy", "n't satisfy", "not fit", "n't fit", "not hold", "n't hold", "not count", "n't count", "fail", "fails", "too small", "too large", "too big", "too low", "too high", "too many", "too few", "not it", "a trap", "a distractor", "the trap", "contradicts", "contradict", "mistaken", "forgetting", "overlooking", "miscounting",
    ];

    /// <summary>A denial in brackets or behind a dash.</summary>
    public static readonly string[] Asides = ["wrong", "incorrect", "this is wrong", "this is incorrect", "that is wrong", "that is incorrect", "rejected", "extraneous", "no wait", "not", "invalid", "false", "which is wrong", "which is incorrect", "ruled out", "excluded", "discarded", "eliminated", "错误", "不对", "是错", "不正确", "错"];

    /// <summary>What begins a question.</summary>
    public static readonly string[] Questions = ["is", "are", "was", "could", "can", "would", "does", "do", "did", "should", "so is", "maybe", "perhaps", "hmm", "might", "will", "but is", "or is", "and is", "what if"];

    /// <summary>Answers to it.</summary>
    public static readonly string[] No = ["no", "nope", "not", "wrong", "that is wrong", "that's wrong"];

    /// <summary>What leaves open what it opens: "between", "at least", "&gt;".</summary>
    public static readonly string[] OpenHeads =
    [
        "between", "at least", "at most", "more than", "less than", "fewer than", "greater than", "larger than", "bigger than", "smaller than", "no more than", "no less than", "no fewer than", "not less than", "not more than", "somewhere", "either", "one of", "any of", "up to", "anything", "something", "everything", "any", "all except", "all but", "none of", "other than", "exceeds", "above", "below", "under", "over", "not", "never", "neither", "definitely not", "certainly not", "a number from", "a number between", "a value between", "maybe", "perhaps", "possibly", "close to", ">", "<", "≥", "≤", "≠", "\\ge", "\\geq", "\\le", "\\leq", "\\ne", "\\neq", "if",
    ];

    /// <summary>Words directly before a value that multiply it.</summary>
    public static readonly string[] Multiples = ["twice", "thrice", "half", "double", "triple"];

    /// <summary>Nouns that with "of", "by", "to" or "from" make another value of the one behind them.</summary>
    public static readonly string[] Operations = ["half", "third", "quarter", "square", "cube", "root", "negative", "opposite", "reciprocal", "inverse", "multiple", "multiples", "divisible", "close", "different", "square-root", "logarithm", "factor", "divisor", "power", "percent", "within"];

    /// <summary>Who says it instead.</summary>
    public static readonly string[] OtherVoices = ["would write", "would say", "would answer", "would put", "would get", "might say", "might write", "might think", "might get", "someone claims", "some claim", "people think", "students think", "a common mistake", "hasty", "tempting to", "naive answer", "naively", "an upper bound is", "a lower bound is", "a guess is", "a candidate is"];

    /// <summary>Denials that except something.</summary>
    public static readonly string[] Exceptions = ["anything but", "everything but", "all but", "any option but", "any answer but", "any choice but", "any but", "other than", "except", "except for", "excluding", "different from"];

    /// <summary>Before an exception: then it is asserted.</summary>
    public static readonly string[] DeniedExceptions = ["not", "n't", "cannot", "never", "no", "none", "nothing", "nobody"];
}
