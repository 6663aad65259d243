using System.Text;

namespace Guide.Answers.Equivalence;

/// <summary>Normal form of answers in words.</summary>
internal static class Wording
{
    /// <summary>Lower case, no articles, no punctuation; set phrases by one name: "none", "yes", "no", "infinitely many".</summary>
    public static string Normal(string text)
    {
        var output = new StringBuilder(text.Length);
        var words = text.ToLowerInvariant().Split([' ', '\t', '\n', '\r', ',', '.', '!', '?', '"', '\'', '(', ')', ';', '$', '*', '~', '_'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];

            // "a parabola", but A → B.
            var article = word is "a" && i + 1 < words.Length && words[i + 1].Length > 1 && char.IsLetter(words[i + 1][0]) && char.IsLetter(words[i + 1][1]);
            if (article || word is "the" or "an" or "is" or "are" or "it" or "its" or "there" or "answer" or "so" or "therefore" or "that" or "exactly" or "only" or "will" or "be")
            {
                continue;
            }

            if (output.Length > 0)
            {
                output.Append(' ');
            }

            output.Append(word);
        }

        // "A" alone is an option, not an article.
        var normal = output.Length == 0 ? text.Trim(' ', '(', ')', '.', ',', '$', '*').ToLowerInvariant() : output.ToString();
        return normal switch
        {
            "no solution" or "no solutions" or "no real solution" or "no real solutions" or "none" or "does not exist" or "do not exist" or "doesnt exist" or "doesn t exist" or "dne" or "undefined" or "no such" or "empty set" or "empty" or "no answer" or "not exist" or "no real roots" or "no roots" or "no values" or "no value" or "no integer solutions" or "nonexistent" or "no limit" or "limit does not exist" or "not defined" or "nosolution" or "no such number exists" or "no such integer exists" or "no such function exists" or "no such numbers exist" or "no such functions exist" or "no integers" or "impossible" => "none",
            "yes" or "true" or "correct" => "yes",
            "no" or "false" or "incorrect" => "no",
            "infinite" or "infinity" or "infinitely many" or "infinitely many solutions" or "infinite solutions" or "infinite number" or "infinite number of solutions" => "infinite",
            "all real numbers" or "all reals" or "real numbers" or "all real x" or "any real number" or "every real number" or "reals" or "all real values" or "set of all real numbers" or "set of real numbers" or "all x" => "reals",
            "all integers" or "integers" or "any integer" => "integers",
            _ => normal,
        };
    }
}
