namespace Guide.PolicyModel.Templates;

/// <summary>What <c>namespace()</c> makes: its attributes may be set from inner scopes.</summary>
internal sealed class TemplateNamespace
{
    /// <summary>Its attributes.</summary>
    public Dictionary<string, object?> Attributes { get; } = [];
}
