namespace Guide.PolicyModel.Templates;

/// <summary>A chat template that cannot be rendered: it is malformed, uses what is not supported, refuses its input, or costs too much. The message is one line.</summary>
public sealed class TemplateException(string message) : Exception(message)
{
    /// <summary>The failure with the template's line in front.</summary>
    internal static TemplateException At(int line, string message) => new($"line {line}: {message}");
}
