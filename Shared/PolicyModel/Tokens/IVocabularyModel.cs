namespace Guide.PolicyModel.Tokens;

/// <summary>Turns one pre-tokenised piece into ids.</summary>
internal interface IVocabularyModel
{
    IReadOnlyDictionary<string, int> Vocabulary { get; }

    void Tokenize(string piece, List<int> ids);
}
