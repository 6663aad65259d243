namespace Guide.Contracts;

/// <summary>The word somebody probably meant.</summary>
public static class Nearest
{
    /// <summary>
    /// The candidate with the smallest edit distance to <paramref name="word"/>; a candidate whose last part (behind the last dot)
    /// equals the word's comes first, since a key in the wrong section is the commonest mistake.
    /// </summary>
    public static string Of(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        var leaf = Leaf(word);
        return candidates.MinBy(c => Leaf(c) == leaf ? -1 : Math.Min(Distance(word, c), Distance(leaf, Leaf(c)) + (Section(word) == Section(c) ? 0 : 1)))
            ?? "";
    }

    /// <summary>
    /// The candidate of which <paramref name="word"/> is a misspelling: equal but for case and signs, or a third of its letters away at most
    /// (three at most). Null when it is a word of its own.
    /// </summary>
    public static string? Misspelt(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var letters = Letters(word);
        return candidates
            .Select(c => (Candidate: c, Distance: Distance(letters, Letters(c))))
            .Where(c => c.Distance <= Math.Min(3, Letters(c.Candidate).Length / 3))
            .OrderBy(c => c.Distance)
            .Select(c => c.Candidate)
            .FirstOrDefault(c => Letters(c).Length > 2 || Letters(c) == letters);
    }

    /// <summary>Edits between two words: a letter more, less, other, or two neighbours exchanged (optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            distance[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            distance[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var other = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(Math.Min(distance[i, j - 1], distance[i - 1, j]) + 1, other);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
                }
            }
        }

        return distance[a.Length, b.Length];
    }

    private static string Letters(string word) => string.Concat(word.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    private static string Leaf(string key) => key[(key.LastIndexOf('.') + 1)..];

    private static string Section(string key) => key[..(key.LastIndexOf('.') + 1)];
}
