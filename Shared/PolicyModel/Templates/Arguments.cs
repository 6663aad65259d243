namespace Guide.PolicyModel.Templates;

/// <summary>The arguments of one call. Every one must be taken: what a callee does not know is refused by name.</summary>
internal sealed class Arguments(string callee, IReadOnlyList<object?> positional, IReadOnlyDictionary<string, object?> named, TemplateBudget budget)
{
    private readonly HashSet<string> _taken = [];
    private int _next;

    /// <summary>Pays for the callee's work.</summary>
    public TemplateBudget Budget { get; } = budget;

    /// <summary>Who is called.</summary>
    public string Callee { get; } = callee;

    /// <summary>Positional arguments not yet taken.</summary>
    public int Left => positional.Count - _next;

    /// <summary>Named arguments.</summary>
    public IReadOnlyDictionary<string, object?> Named { get; } = named;

    /// <summary>None at all.</summary>
    public static Arguments None(string callee, TemplateBudget budget) => new(callee, [], new Dictionary<string, object?>(), budget);

    /// <summary>The next argument, by place or by name.</summary>
    public object? Required(string name) => TryTake(name, out var value) ? value : throw new TemplateException($"{Callee} needs the argument '{name}'");

    /// <summary>The next argument, or what stands for it.</summary>
    public object? Optional(string name, object? fallback) => TryTake(name, out var value) ? value : fallback;

    /// <summary>The next argument as text.</summary>
    public string Text(string name) => Required(name) as string ?? throw new TemplateException($"{Callee}: '{name}' must be a string");

    /// <summary>The next argument as a whole number.</summary>
    public long Integer(string name, long? fallback = null) => Optional(name, fallback) switch
    {
        long number => number,
        bool flag => flag ? 1 : 0,
        _ => throw new TemplateException($"{Callee}: '{name}' must be a whole number"),
    };

    /// <summary>The positional arguments not yet taken, all taken now.</summary>
    public IReadOnlyList<object?> Rest()
    {
        var rest = positional.Skip(_next).ToArray();
        _next = positional.Count;
        return rest;
    }

    /// <summary>The named arguments, all taken now.</summary>
    public IReadOnlyDictionary<string, object?> RestNamed()
    {
        _taken.UnionWith(Named.Keys);
        return Named;
    }

    /// <summary>Refuses arguments that nobody took.</summary>
    public void End()
    {
        if (_next < positional.Count)
        {
            throw new TemplateException($"{Callee} takes at most {_next} arguments");
        }

        if (Named.Keys.FirstOrDefault(name => !_taken.Contains(name)) is { } unknown)
        {
            throw new TemplateException($"{Callee} has no argument '{unknown}'");
        }
    }

    private bool TryTake(string name, out object? value)
    {
        if (_next < positional.Count)
        {
            value = positional[_next++];
            return true;
        }

        if (Named.TryGetValue(name, out value))
        {
            _taken.Add(name);
            return true;
        }

        return false;
    }
}
