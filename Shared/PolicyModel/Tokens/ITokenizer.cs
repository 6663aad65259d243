namespace Guide.PolicyModel.Tokens;

/// <summary>Text to ids and back. Thread-safe.</summary>
public interface ITokenizer
{
    /// <summary>Ids are below it; added tokens count.</summary>
    int VocabularySize { get; }

    /// <summary>Begin-of-sequence id; null = the family has none.</summary>
    int? BosId { get; }

    /// <summary>Ids that end a completion, from the tokenizer's configuration; a checkpoint may name others.</summary>
    IReadOnlyList<int> StopIds { get; }

    /// <summary>The ids of a text. Special tokens written out in the text become their ids, as in Hugging Face's tokenizers.</summary>
    /// <param name="text">Any string; lone surrogates are replaced by U+FFFD.</param>
    /// <param name="addSpecialTokens">Whether the family's own decoration (BOS, mostly) is added.</param>
    /// <exception cref="TokenizationException">A part of the text has no id and the vocabulary no unknown token.</exception>
    int[] Encode(string text, bool addSpecialTokens = false);

    /// <summary>The text of ids; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="ids">Ids of this vocabulary.</param>
    /// <param name="skipSpecialTokens">Whether special tokens leave no text.</param>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true);

    /// <summary>The id of a token written exactly so; null = not in the vocabulary.</summary>
    int? IdOf(string token);
}
