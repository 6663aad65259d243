namespace Guide.PolicyModel.Templates;

/// <summary>The filters over the items of a value.</summary>
internal static class Sequences
{
    /// <summary>join: of the items' texts.</summary>
    public static string Join(object? value, Arguments a)
    {
        var (between, attribute) = (Values.Text(a.Optional("d", ""), a.Budget), a.Optional("attribute", null));
        var texts = Values.Iterate(value).ConvertAll(item => Values.Text(attribute is null ? item : Path(item, attribute, a.Budget), a.Budget));
        a.Budget.Spend(texts.Sum(text => text.Length + (long)between.Length));
        return string.Join(between, texts);
    }

    /// <summary>map: an attribute of each item, or a filter on each.</summary>
    public static object? Map(object? value, Arguments a)
    {
        var items = Values.Iterate(value);
        if (a.Left == 0)
        {
            var (attribute, fallback) = (a.Required("attribute"), a.Optional("default", new Undefined("the default")));
            var falls = a.Named.ContainsKey("default");
            return new Generator(items.ConvertAll(item => Path(item, attribute, a.Budget) is var found && found is Undefined && falls ? fallback : found));
        }

        var (name, rest, named) = (a.Text("filter"), a.Rest(), a.RestNamed());
        return new Generator(items.ConvertAll(item => Filters.Apply(name, item, new Arguments($"filter '{name}'", rest, named, a.Budget))));
    }

    /// <summary>select, reject and their likes by attribute: the items that pass a test, or that are true.</summary>
    public static object? Select(object? value, Arguments a, bool keep, bool byAttribute)
    {
        var attribute = byAttribute ? a.Required("attribute") : null;
        var test = a.Left > 0 ? a.Text("test") : null;
        var (rest, named) = (a.Rest(), a.RestNamed());
        return new Generator(Values.Iterate(value).FindAll(item =>
        {
            var subject = attribute is null ? item : Path(item, attribute, a.Budget);
            return keep == (test is null ? Values.Truth(subject) : Tests.Holds(test, subject, new Arguments($"test '{test}'", rest, named, a.Budget)));
        }));
    }

    /// <summary>sort: stable; of strings without regard to case unless it is asked for.</summary>
    public static object? Sort(object? value, Arguments a)
    {
        var (reverse, cased, attribute) = (Values.Truth(a.Optional("reverse", false)), Values.Truth(a.Optional("case_sensitive", false)), a.Optional("attribute", null));
        return Ordered(Values.Iterate(value), item => Folded(attribute is null ? item : Path(item, attribute, a.Budget), cased), reverse, a.Budget);
    }

    /// <summary>unique: the first of each.</summary>
    public static object? Unique(object? value, Arguments a)
    {
        var (cased, attribute) = (Values.Truth(a.Optional("case_sensitive", false)), a.Optional("attribute", null));
        var (kept, seen) = (new List<object?>(), new List<object?>());
        foreach (var item in Values.Iterate(value))
        {
            var key = Folded(attribute is null ? item : Path(item, attribute, a.Budget), cased);
            if (!seen.Exists(other => Values.Same(other, key, a.Budget)))
            {
                seen.Add(key);
                kept.Add(item);
            }
        }

        return new Generator(kept);
    }

    /// <summary>dictsort: the pairs in order of their keys or values.</summary>
    public static object? DictSort(object? value, Arguments a)
    {
        var (cased, by, reverse) = (Values.Truth(a.Optional("case_sensitive", false)), a.Optional("by", "key") as string, Values.Truth(a.Optional("reverse", false)));
        if (value is not OrderedDictionary<string, object?> dict || by is not ("key" or "value"))
        {
            throw new TemplateException("dictsort needs a dict, and 'by' key or value");
        }

        var pairs = dict.Select(static pair => (object?)new[] { pair.Key, pair.Value }).ToList();
        return Ordered(pairs, pair => Folded(((object?[])pair!)[by == "key" ? 0 : 1], cased), reverse, a.Budget);
    }

    /// <summary>sum, from a start.</summary>
    public static object? Sum(object? value, Arguments a)
    {
        var (attribute, start) = (a.Optional("attribute", null), a.Optional("start", 0L));
        return Values.Iterate(value).Aggregate(start, (sum, item) => Arithmetic.Apply("+", sum, attribute is null ? item : Path(item, attribute, a.Budget), a.Budget));
    }

    /// <summary>min (−1) or max (1).</summary>
    public static object? Extreme(object? value, Arguments a, int sign)
    {
        var (cased, attribute) = (Values.Truth(a.Optional("case_sensitive", false)), a.Optional("attribute", null));
        object? Key(object? item) => Folded(attribute is null ? item : Path(item, attribute, a.Budget), cased);
        var items = Values.Iterate(value);
        return items.Count == 0
            ? new Undefined("the extreme of nothing")
            : items.Aggregate((best, item) => Values.Compare(Key(item), Key(best), a.Budget) * sign > 0 ? item : best);
    }

    /// <summary>An attribute of an attribute: "a.b.0".</summary>
    private static object? Path(object? item, object? attribute, TemplateBudget budget)
    {
        if (attribute is not string path)
        {
            return Lookup.Item(item, attribute, budget);
        }

        return path.Split('.').Aggregate(item, (value, name) => long.TryParse(name, out var place) ? Lookup.Item(value, place, budget) : Lookup.Item(value, name, budget));
    }

    private static List<object?> Ordered(List<object?> items, Func<object?, object?> key, bool reverse, TemplateBudget budget)
    {
        var comparer = Comparer<object?>.Create((x, y) => Values.Compare(x, y, budget));
        try
        {
            return [.. reverse ? items.OrderByDescending(key, comparer) : items.OrderBy(key, comparer)];
        }
        catch (InvalidOperationException exception) when (exception.InnerException is TemplateException inner)
        {
            throw new TemplateException(inner.Message); // Sorting wraps what its comparer throws.
        }
    }

    private static object? Folded(object? value, bool cased) => value is string text && !cased ? text.ToLowerInvariant() : value;
}
