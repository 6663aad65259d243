namespace Guide.Contracts;

/// <summary>The words for <see cref="Domain"/> in files: math, science, mcq, code, exact.</summary>
public static class Domains
{
    /// <summary>Every word, with commas between them.</summary>
    public static string Words { get; } = string.Join(", ", Enum.GetValues<Domain>().Select(domain => SnakeCaseJson.Word(domain)));

    /// <summary>The domain of a word; null when it is none.</summary>
    public static Domain? Find(string word)
    {
        foreach (var domain in Enum.GetValues<Domain>())
        {
            if (SnakeCaseJson.Word(domain) == word)
            {
                return domain;
            }
        }

        return null;
    }
}
