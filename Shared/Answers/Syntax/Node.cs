using System.Numerics;

using Guide.Answers.Numbers;
using Guide.Answers.Units;

namespace Guide.Answers.Syntax;

/// <summary>An answer's expression. Immutable.</summary>
internal sealed class Node
{
    public static readonly Node[] None = [];
    public static readonly Node MinusOne = OfNumber(Rational.MinusOne);
    public static readonly Node Zero = OfNumber(Rational.Zero);
    public static readonly Node One = OfNumber(Rational.One);
    public static readonly Node Infinity = Constant("inf");
    public static readonly Node Empty = Constant("empty");
    public static readonly Node Reals = Constant("reals");

    private Node(NodeKind kind, string name, Node[] items)
    {
        Kind = kind;
        Name = name;
        Items = items;
        Size = 1;
        foreach (var item in items)
        {
            Size = Math.Min(1_000_000, Size + item.Size);
        }
    }

    public NodeKind Kind { get; }

    public string Name { get; }

    public Node[] Items { get; }

    /// <summary>Nodes in the tree.</summary>
    public int Size { get; }

    /// <summary>The value of <see cref="NodeKind.Number"/>, BasedNumber and Time.</summary>
    public Rational Value { get; private init; }

    /// <summary>For a decimal literal: how many digits stand behind the point; -1 for anything else.</summary>
    public int Places { get; private init; } = -1;

    /// <summary>For a decimal literal that stops with dots: the digits are the beginning of the value, not all of it.</summary>
    public bool Truncated { get; private init; }

    /// <summary>The unit of a quantity.</summary>
    public Unit? Unit { get; private init; }

    public Node this[int index] => Items[index];

    public static Node OfNumber(Rational value, int places = -1, bool truncated = false) => new(NodeKind.Number, string.Empty, None) { Value = value, Places = places, Truncated = truncated };

    public static Node OfNumber(long value) => OfNumber(new Rational(value));

    public static Node Constant(string name) => new(NodeKind.Constant, name, None);

    public static Node Symbol(string name) => new(NodeKind.Symbol, name, None);

    public static Node Of(NodeKind kind, params Node[] items) => new(kind, string.Empty, items);

    public static Node Named(NodeKind kind, string name, params Node[] items) => new(kind, name, items);

    public static Node Words(string text) => new(NodeKind.Text, text, None);

    public static Node Call(string name, params Node[] arguments) => new(NodeKind.Call, name, arguments);

    public static Node Add(params Node[] items) => new(NodeKind.Add, string.Empty, items);

    public static Node Multiply(params Node[] items) => new(NodeKind.Multiply, string.Empty, items);

    public static Node Power(Node value, Node exponent) => new(NodeKind.Power, string.Empty, [value, exponent]);

    public static Node Negate(Node value) => value.Kind == NodeKind.Number
        ? new(NodeKind.Number, string.Empty, None) { Value = -value.Value, Places = value.Places, Truncated = value.Truncated }
        : Multiply(MinusOne, value);

    public static Node Divide(Node top, Node bottom) => Multiply(top, Power(bottom, MinusOne));

    public static Node Subtract(Node a, Node b) => Add(a, Negate(b));

    public static Node Quantity(Node value, Unit unit) => new(NodeKind.Quantity, unit.Name, [value]) { Unit = unit };

    public static Node Based(string digits, int numberBase, BigInteger value) => new(NodeKind.BasedNumber, $"{digits}_{numberBase}", None) { Value = new Rational(value) };

    public static Node TimeOfDay(long seconds, bool halfKnown) => new(NodeKind.Time, halfKnown ? "day" : "clock", None) { Value = new Rational(seconds) };

    /// <summary>The same node with other children.</summary>
    public Node With(Node[] items) => new(Kind, Name, items) { Value = Value, Places = Places, Truncated = Truncated, Unit = Unit };

    public bool IsNumber => Kind == NodeKind.Number;

    public bool IsConstant(string name) => Kind == NodeKind.Constant && Name == name;

    public bool Any(Func<Node, bool> test)
    {
        if (test(this))
        {
            return true;
        }

        foreach (var item in Items)
        {
            if (item.Any(test))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => NodePrinter.Print(this, 240);
}
