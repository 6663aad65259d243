namespace Guide.Cli.Recipes;

/// <summary>The word somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>
    /// The candidate with the smallest edit distance to <paramref name="word"/>; a candidate whose last part (behind the last dot)
    /// equals the word's comes first, since a key in the wrong section is the commonest mistake.
    /// </summary>
    public static string Of(string word, IEnumerable<string> candidates)
    {
        var leaf = Leaf(word);
        return candidates.MinBy(c => Leaf(c) == leaf ? -1 : Math.Min(Distance(word, c), Distance(leaf, Leaf(c)) + (Section(word) == Section(c) ? 0 : 1)))
            ?? "";
    }

    /// <summary>Levenshtein distance.</summary>
    public static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            }

            previous = current;
        }

        return previous[b.Length];
    }

    private static string Leaf(string key) => key[(key.LastIndexOf('.') + 1)..];

    private static string Section(string key) => key[..(key.LastIndexOf('.') + 1)];
}
