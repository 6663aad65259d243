namespace Guide.PolicyModel.Templates;

/// <summary>What a loop's body knows as <c>loop</c>.</summary>
internal sealed class LoopState(List<object?> items, int depth, Func<object?, string>? again)
{
    private static readonly object Never = new();
    private object? _last = Never;

    /// <summary><c>loop</c> at an item.</summary>
    public object At(int index)
    {
        var loop = new TemplateNamespace();
        foreach (var (name, value) in new (string, object?)[]
        {
            ("index", index + 1L), ("index0", (long)index), ("revindex", (long)items.Count - index), ("revindex0", items.Count - index - 1L),
            ("first", index == 0), ("last", index == items.Count - 1), ("length", (long)items.Count), ("depth", (long)depth), ("depth0", depth - 1L),
            ("previtem", index > 0 ? items[index - 1] : new Undefined("there is no previous item")),
            ("nextitem", index + 1 < items.Count ? items[index + 1] : new Undefined("there is no next item")),
            ("cycle", new TemplateCallable("loop.cycle", a => a.Rest() is { Count: > 0 } values ? values[index % values.Count] : throw new TemplateException("loop.cycle needs values"))),
            ("changed", new TemplateCallable("loop.changed", a => Changed(a.Rest().ToArray(), a.Budget))),
        })
        {
            loop.Attributes[name] = value;
        }

        return again is null ? loop : new RecursiveLoop(loop, new TemplateCallable("loop", a =>
        {
            var inner = a.Required("iterable");
            a.End();
            return again(inner);
        }));
    }

    private bool Changed(object?[] now, TemplateBudget budget)
    {
        var changed = ReferenceEquals(_last, Never) || !Values.Same(_last, now, budget);
        _last = now;
        return changed;
    }
}
