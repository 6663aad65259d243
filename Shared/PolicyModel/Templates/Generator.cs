namespace Guide.PolicyModel.Templates;

/// <summary>What <c>map</c>, <c>select</c> and their likes make: true whatever it holds, and its items can be taken once, as in Python.</summary>
internal sealed class Generator(List<object?> items)
{
    private List<object?>? _items = items;

    /// <summary>The items; none the second time.</summary>
    public List<object?> Take()
    {
        var items = _items ?? [];
        _items = null;
        return items;
    }
}
