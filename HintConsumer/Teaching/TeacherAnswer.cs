namespace Guide.HintConsumer.Teaching;

/// <summary>What a teacher said.</summary>
/// <param name="Text">The hint.</param>
/// <param name="PromptTokens">Tokens asked with; 0 = the server does not say.</param>
/// <param name="CompletionTokens">Tokens answered; 0 = the server does not say.</param>
internal sealed record TeacherAnswer(string Text, long PromptTokens, long CompletionTokens);
