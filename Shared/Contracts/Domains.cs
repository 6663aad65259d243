namespace Guide.Contracts;

/// <summary>The words for <see cref="Domain"/> in files, and what kinds of domains have in common.</summary>
public static class Domains
{
    /// <summary>Every word, with commas between them.</summary>
    public static string Words { get; } = string.Join(", ", Enum.GetValues<Domain>().Select(domain => SnakeCaseJson.Word(domain)));

    /// <summary>True: a judge of the user's own, of which only its contract is known.</summary>
    public static bool IsOwn(this Domain domain) => domain is Domain.Http or Domain.Assembly;

    /// <summary>True: its verifier compares with a reference answer. Code has tests instead, and a judge of the user's own may need neither.</summary>
    public static bool NeedsGold(this Domain domain) => domain != Domain.Code && !domain.IsOwn();

    /// <summary>True: its judge works outside this process, or may ask somebody outside, and so can be away.</summary>
    public static bool CanBeAway(this Domain domain) => domain == Domain.Code || domain.IsOwn();

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
