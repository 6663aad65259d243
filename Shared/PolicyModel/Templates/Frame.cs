using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>A scope of names, where output goes, and the budget.</summary>
internal sealed class Frame
{
    private readonly Frame? _outer;
    private readonly Dictionary<string, object?> _names = [];

    private Frame(Frame? outer, StringBuilder output, TemplateBudget budget)
    {
        _outer = outer;
        Output = output;
        Budget = budget;
    }

    /// <summary>What rendering may still cost.</summary>
    public TemplateBudget Budget { get; }

    /// <summary>Where text goes.</summary>
    public StringBuilder Output { get; }

    /// <summary>The outermost scope.</summary>
    public static Frame Root(TemplateBudget budget) => new(null, new StringBuilder(), budget);

    /// <summary>A scope inside this one that writes to the same place.</summary>
    public Frame Inner() => new(this, Output, Budget);

    /// <summary>A scope inside this one whose text is kept apart.</summary>
    public Frame Apart() => new(this, new StringBuilder(), Budget);

    /// <summary>A name's value in this scope or one around it.</summary>
    public object? Get(string name)
    {
        for (var frame = this; frame is not null; frame = frame._outer)
        {
            if (frame._names.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return new Undefined($"'{name}'");
    }

    /// <summary>Sets a name in this scope.</summary>
    public void Set(string name, object? value) => _names[name] = value;

    /// <summary>Writes text.</summary>
    public void Write(string text)
    {
        Budget.Spend(text.Length);
        Output.Append(text);
    }
}
