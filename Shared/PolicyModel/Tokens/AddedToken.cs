namespace Guide.PolicyModel.Tokens;

/// <summary>A token that is cut out of the text before anything else looks at it.</summary>
internal sealed record AddedToken(int Id, string Content, bool Special, bool Normalized, bool SingleWord, bool StripLeft, bool StripRight);
