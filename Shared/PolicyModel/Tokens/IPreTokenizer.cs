namespace Guide.PolicyModel.Tokens;

/// <summary>Cuts a normalised text into the pieces the vocabulary model sees.</summary>
internal interface IPreTokenizer
{
    /// <param name="pieces">Pieces so far, in order.</param>
    /// <param name="atStart">Whether the first piece begins the whole text.</param>
    IEnumerable<string> Split(IEnumerable<string> pieces, bool atStart);
}
