namespace Guide.PolicyModel.Tokens;

/// <summary>One id a word.</summary>
internal sealed class WordLevelModel(Dictionary<string, int> vocabulary, string? unknownToken) : IVocabularyModel
{
    private readonly int? _unknown = unknownToken is not null && vocabulary.TryGetValue(unknownToken, out var id) ? id : null;

    public IReadOnlyDictionary<string, int> Vocabulary => vocabulary;

    public void Tokenize(string piece, List<int> ids) => ids.Add(
        vocabulary.TryGetValue(piece, out var id)
            ? id
            : _unknown ?? throw new TokenizationException($"the word '{piece}' is not in the vocabulary, which has no unknown token"));
}
