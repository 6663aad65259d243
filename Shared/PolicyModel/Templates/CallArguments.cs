namespace Guide.PolicyModel.Templates;

/// <summary>The arguments of a call as they are written.</summary>
internal sealed record CallArguments(IReadOnlyList<Expression> Positional, IReadOnlyDictionary<string, Expression> Named)
{
    /// <summary>None.</summary>
    public static CallArguments None { get; } = new([], new Dictionary<string, Expression>());

    /// <summary>Their values.</summary>
    public Arguments Of(string callee, Frame frame) => new(
        callee,
        [.. Positional.Select(argument => argument.Value(frame))],
        Named.ToDictionary(static pair => pair.Key, pair => pair.Value.Value(frame)),
        frame.Budget);
}
