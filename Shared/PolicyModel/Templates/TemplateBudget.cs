namespace Guide.PolicyModel.Templates;

/// <summary>What one rendering may cost: a template is data that came with a checkpoint.</summary>
internal sealed class TemplateBudget
{
    /// <summary>Deepest nesting of what is read, and of lists in lists.</summary>
    public const int Depth = 200;

    // Of what runs: a chain of operators or of calls is a level each.
    private const int RunningDepth = 500;

    /// <summary>Longest template, characters.</summary>
    public const int Source = 1 << 20;

    private const long Most = 20_000_000;
    private long _spent;
    private int _depth;

    /// <summary>Pays for work or for characters made.</summary>
    public void Spend(long amount)
    {
        _spent += amount;
        if (amount < 0 || _spent > Most)
        {
            throw new TemplateException("the template takes too long or makes too much text");
        }
    }

    /// <summary>One level down; leave it by <see cref="Leave"/>.</summary>
    public void Enter()
    {
        Spend(1);
        if (++_depth > RunningDepth)
        {
            throw new TemplateException("the template is nested too deeply");
        }
    }

    /// <summary>One level up.</summary>
    public void Leave() => _depth--;

    /// <summary>Pays, and hands the thing on.</summary>
    public T Paid<T>(T thing, long amount)
    {
        Spend(amount);
        return thing;
    }

    /// <summary>A new list, tuple or dict, paid for by all that it holds, however often it holds it; one that is nested too deeply is refused.</summary>
    public object Weighed(object value)
    {
        Weigh(value);
        return value;
    }

    /// <summary>Pays for all that a value holds.</summary>
    public void Weigh(object? value, int depth = 0)
    {
        Spend(1);
        if (depth > Depth)
        {
            throw new TemplateException("a value is nested too deeply");
        }

        var items = value is OrderedDictionary<string, object?> dict ? dict.Values : (IEnumerable<object?>?)Values.Items(value);
        foreach (var item in items ?? [])
        {
            Weigh(item, depth + 1);
        }
    }
}
