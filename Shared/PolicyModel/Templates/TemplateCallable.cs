namespace Guide.PolicyModel.Templates;

/// <summary>A function, method or macro.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Invoke">What it does.</param>
internal sealed record TemplateCallable(string Name, Func<Arguments, object?> Invoke);
