namespace Guide.PolicyModel.Templates;

/// <summary>A name or a place that does not exist: prints as nothing, is false, has no items; anything else with it is an error.</summary>
/// <param name="What">What is missing, for messages.</param>
internal sealed record Undefined(string What)
{
    /// <summary>The failure of using it.</summary>
    public TemplateException Used() => new($"{What} is undefined");
}
