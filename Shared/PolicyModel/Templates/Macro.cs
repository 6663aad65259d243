namespace Guide.PolicyModel.Templates;

/// <summary>A macro as it is written.</summary>
internal sealed record Macro(string Name, IReadOnlyList<(string Name, Expression? Fallback)> Parameters, IReadOnlyList<Statement> Body, int Line)
{
    /// <summary>The macro in the scope that defines it.</summary>
    public TemplateCallable In(Frame scope) => new(Name, arguments =>
    {
        var inner = scope.Apart();
        foreach (var (name, fallback) in Parameters)
        {
            var missing = new Undefined($"the parameter '{name}'");
            var given = arguments.Optional(name, missing);
            inner.Set(name, ReferenceEquals(given, missing) && fallback is not null ? fallback.Value(inner) : given);
        }

        inner.Set("caller", arguments.Named.ContainsKey("caller") ? arguments.Optional("caller", null) : new Undefined("'caller'"));
        arguments.End();
        new Statement.Block(Body, OwnScope: false, Line).Run(inner);
        return inner.Output.ToString();
    });
}
