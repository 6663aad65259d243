namespace Guide.PolicyModel.Templates;

/// <summary>An expression of a template.</summary>
internal abstract record Expression
{
    /// <summary>Its value.</summary>
    public object? Value(Frame frame)
    {
        frame.Budget.Enter();
        var value = Evaluate(frame);
        frame.Budget.Leave();
        return value;
    }

    /// <summary>Its value, the budget paid.</summary>
    protected abstract object? Evaluate(Frame frame);

    /// <summary>A constant.</summary>
    internal sealed record Constant(object? Known) : Expression
    {
        protected override object? Evaluate(Frame frame) => Known;
    }

    /// <summary>A name.</summary>
    internal sealed record Variable(string Name) : Expression
    {
        protected override object? Evaluate(Frame frame) => frame.Get(Name);
    }

    /// <summary>[a, b].</summary>
    internal sealed record ListOf(IReadOnlyList<Expression> Items) : Expression
    {
        protected override object? Evaluate(Frame frame) => frame.Budget.Weighed(Items.Select(item => item.Value(frame)).ToList());
    }

    /// <summary>(a, b).</summary>
    internal sealed record TupleOf(IReadOnlyList<Expression> Items) : Expression
    {
        protected override object? Evaluate(Frame frame) => frame.Budget.Weighed(Items.Select(item => item.Value(frame)).ToArray());
    }

    /// <summary>{a: b}.</summary>
    internal sealed record DictOf(IReadOnlyList<(Expression Key, Expression Item)> Pairs) : Expression
    {
        protected override object? Evaluate(Frame frame)
        {
            var dict = new OrderedDictionary<string, object?>();
            foreach (var (key, item) in Pairs)
            {
                dict[key.Value(frame) as string ?? throw new TemplateException("keys of a dict must be strings")] = item.Value(frame);
            }

            return frame.Budget.Weighed(dict);
        }
    }

    /// <summary>a if b else c.</summary>
    internal sealed record Condition(Expression Test, Expression Then, Expression? Else) : Expression
    {
        protected override object? Evaluate(Frame frame) =>
            Values.Truth(Test.Value(frame)) ? Then.Value(frame) : Else is null ? new Undefined("the value of an 'if' without 'else'") : Else.Value(frame);
    }

    /// <summary>a and b, a or b: the operand that decides.</summary>
    internal sealed record Logic(bool And, Expression Left, Expression Right) : Expression
    {
        protected override object? Evaluate(Frame frame)
        {
            var left = Left.Value(frame);
            return Values.Truth(left) == And ? Right.Value(frame) : left;
        }
    }

    /// <summary>not a.</summary>
    internal sealed record Not(Expression Operand) : Expression
    {
        protected override object? Evaluate(Frame frame) => !Values.Truth(Operand.Value(frame));
    }

    /// <summary>a &lt; b &lt;= c, each operand evaluated once.</summary>
    internal sealed record Comparison(Expression First, IReadOnlyList<(string Operator, Expression Operand)> Rest) : Expression
    {
        protected override object? Evaluate(Frame frame)
        {
            var left = First.Value(frame);
            foreach (var (name, operand) in Rest)
            {
                var right = operand.Value(frame);
                if (!Holds(name, left, right, frame.Budget))
                {
                    return false;
                }

                left = right;
            }

            return true;
        }

        private static bool Holds(string name, object? left, object? right, TemplateBudget budget) => name switch
        {
            "==" => Values.Same(left, right, budget),
            "!=" => !Values.Same(left, right, budget),
            "in" => Values.Contains(right, left, budget),
            "not in" => !Values.Contains(right, left, budget),
            "<" => Values.Compare(left, right, budget) < 0,
            "<=" => Values.Compare(left, right, budget) <= 0,
            ">" => Values.Compare(left, right, budget) > 0,
            _ => Values.Compare(left, right, budget) >= 0,
        };
    }

    /// <summary>a + b and its like.</summary>
    internal sealed record Binary(string Operator, Expression Left, Expression Right) : Expression
    {
        protected override object? Evaluate(Frame frame) => Arithmetic.Apply(Operator, Left.Value(frame), Right.Value(frame), frame.Budget);
    }

    /// <summary>-a or +a.</summary>
    internal sealed record Sign(bool Minus, Expression Operand) : Expression
    {
        protected override object? Evaluate(Frame frame)
        {
            var value = Operand.Value(frame);
            return Minus ? Arithmetic.Apply("-", 0L, value, frame.Budget) : Arithmetic.Apply("+", 0L, value, frame.Budget);
        }
    }

    /// <summary>a.name.</summary>
    internal sealed record Attribute(Expression Of, string Name) : Expression
    {
        protected override object? Evaluate(Frame frame) => Lookup.Attribute(Of.Value(frame), Name, frame.Budget);
    }

    /// <summary>a[b].</summary>
    internal sealed record Item(Expression Of, Expression Key) : Expression
    {
        protected override object? Evaluate(Frame frame) => Lookup.Item(Of.Value(frame), Key.Value(frame), frame.Budget);
    }

    /// <summary>a[b:c:d].</summary>
    internal sealed record Slice(Expression Of, Expression? From, Expression? To, Expression? Step) : Expression
    {
        protected override object? Evaluate(Frame frame) =>
            Lookup.Slice(Of.Value(frame), From?.Value(frame), To?.Value(frame), Step?.Value(frame), frame.Budget);
    }

    /// <summary>a(b, c=d).</summary>
    internal sealed record Call(Expression Callee, CallArguments Arguments) : Expression
    {
        protected override object? Evaluate(Frame frame) => Callee.Value(frame) switch
        {
            TemplateCallable callable => callable.Invoke(Arguments.Of(callable.Name, frame)),
            RecursiveLoop loop => loop.Call.Invoke(Arguments.Of("loop", frame)),
            Undefined missing => throw missing.Used(),
            var other => throw new TemplateException($"{Values.Name(other)} cannot be called"),
        };
    }

    /// <summary>a | filter(b).</summary>
    internal sealed record Filter(Expression Subject, string Name, CallArguments Arguments) : Expression
    {
        protected override object? Evaluate(Frame frame) => Filters.Apply(Name, Subject.Value(frame), Arguments.Of($"filter '{Name}'", frame));
    }

    /// <summary>a is test(b).</summary>
    internal sealed record Is(Expression Subject, string Name, CallArguments Arguments, bool Negated) : Expression
    {
        protected override object? Evaluate(Frame frame) => Tests.Holds(Name, Subject.Value(frame), Arguments.Of($"test '{Name}'", frame)) != Negated;
    }
}
