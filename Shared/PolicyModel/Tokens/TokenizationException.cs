namespace Guide.PolicyModel.Tokens;

/// <summary>A text that the vocabulary cannot express. The message is one line.</summary>
public sealed class TokenizationException(string message) : Exception(message);
