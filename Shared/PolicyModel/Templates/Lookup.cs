using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>Attributes, items and slices. What is not there is <see cref="Undefined"/>.</summary>
internal static class Lookup
{
    /// <summary>a.name: a method first, then an item, as Jinja looks.</summary>
    public static object? Attribute(object? value, string name, TemplateBudget budget) => value switch
    {
        Undefined missing => throw missing.Used(),
        _ when Methods.Find(value, name) is { } method => method,
        TemplateNamespace space when space.Attributes.TryGetValue(name, out var found) => found,
        RecursiveLoop loop => Attribute(loop.Attributes, name, budget),
        OrderedDictionary<string, object?> dict when dict.TryGetValue(name, out var found) => found,
        _ when long.TryParse(name, out var place) => Item(value, place, budget),
        _ => new Undefined($"'{name}' of {Values.Name(value)}"),
    };

    /// <summary>a[key]: an item first, then a method.</summary>
    public static object? Item(object? value, object? key, TemplateBudget budget)
    {
        switch (value)
        {
            case Undefined missing:
                throw missing.Used();
            case OrderedDictionary<string, object?> dict when key is string name && dict.TryGetValue(name, out var found):
                return found;
            case TemplateNamespace space when key is string name && space.Attributes.TryGetValue(name, out var found):
                return found;
            case string text when Values.Whole(key) is { } place:
                var characters = Strings.Characters(text);
                budget.Spend(text.Length);
                return At(characters, place);
            case not string when Values.Whole(key) is { } place && Values.Items(value) is { } items:
                return At(items, place);
        }

        return key is string method && Methods.Find(value, method) is { } callable ? callable : new Undefined($"{Short(key)} of {Values.Name(value)}");
    }

    /// <summary>a[from:to:step].</summary>
    public static object? Slice(object? value, object? from, object? to, object? step, TemplateBudget budget)
    {
        if (value is Undefined missing)
        {
            throw missing.Used();
        }

        var items = value is string text ? Strings.Characters(text) : Values.Items(value);
        if (items is null)
        {
            return new Undefined($"a slice of {Values.Name(value)}");
        }

        budget.Spend(items.Count);
        var places = Places(items.Count, Bound(from), Bound(to), Bound(step) ?? 1);
        return value switch
        {
            string => places.Aggregate(new StringBuilder(), (builder, place) => builder.Append((string)items[place]!)).ToString(),
            object?[] => places.Select(place => items[place]).ToArray(),
            _ => places.Select(place => items[place]).ToList(),
        };
    }

    private static object? At(List<object?> items, long place)
    {
        place += place < 0 ? items.Count : 0;
        return place >= 0 && place < items.Count ? items[(int)place] : new Undefined($"item {place}");
    }

    private static long? Bound(object? value) => value is null ? null : Values.Whole(value) ?? throw new TemplateException("the bounds of a slice must be whole numbers");

    private static IEnumerable<int> Places(int count, long? from, long? to, long step)
    {
        if (step == 0)
        {
            throw new TemplateException("the step of a slice cannot be 0");
        }

        long Clamp(long? bound, long missing)
        {
            if (bound is not { } place)
            {
                return missing;
            }

            place += place < 0 ? count : 0;
            return step > 0 ? Math.Clamp(place, 0, count) : Math.Clamp(place, -1, count - 1);
        }

        var start = Clamp(from, step > 0 ? 0 : count - 1);
        var end = Clamp(to, step > 0 ? count : -1);
        step = Math.Clamp(step, -(long)count - 1, (long)count + 1);
        for (var place = start; step > 0 ? place < end : place > end; place += step)
        {
            yield return (int)place;
        }
    }

    private static string Short(object? key) => key is string text ? $"'{(text.Length > 40 ? text[..40] : text)}'" : Values.Name(key);
}
