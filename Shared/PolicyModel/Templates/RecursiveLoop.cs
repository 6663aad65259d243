namespace Guide.PolicyModel.Templates;

/// <summary><c>loop</c> of a recursive loop: it has attributes and can be called.</summary>
internal sealed record RecursiveLoop(TemplateNamespace Attributes, TemplateCallable Call);
