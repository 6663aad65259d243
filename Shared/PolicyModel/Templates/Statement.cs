namespace Guide.PolicyModel.Templates;

/// <summary>A part of a template that writes or does something.</summary>
/// <param name="Line">Its line, for messages.</param>
internal abstract record Statement(int Line)
{
    /// <summary>Does it.</summary>
    public Flow Run(Frame frame)
    {
        frame.Budget.Enter();
        try
        {
            return Execute(frame);
        }
        catch (TemplateException exception) when (!exception.Message.StartsWith("line ", StringComparison.Ordinal))
        {
            throw TemplateException.At(Line, exception.Message);
        }
        finally
        {
            frame.Budget.Leave();
        }
    }

    /// <summary>Does several, up to one that leaves a loop.</summary>
    protected static Flow RunAll(IReadOnlyList<Statement> body, Frame frame)
    {
        foreach (var statement in body)
        {
            if (statement.Run(frame) is not Flow.Next and var flow)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    /// <summary>Does it, the budget paid.</summary>
    protected abstract Flow Execute(Frame frame);

    /// <summary>Text between tags.</summary>
    internal sealed record Text(string Content, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame)
        {
            frame.Write(Content);
            return Flow.Next;
        }
    }

    /// <summary>{{ x }}.</summary>
    internal sealed record Output(Expression Shown, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame)
        {
            frame.Write(Values.Text(Shown.Value(frame), frame.Budget));
            return Flow.Next;
        }
    }

    /// <summary>Statements one after the other, in a scope of their own or not.</summary>
    internal sealed record Block(IReadOnlyList<Statement> Body, bool OwnScope, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame) => RunAll(Body, OwnScope ? frame.Inner() : frame);
    }

    /// <summary>if, elif, else.</summary>
    internal sealed record If(IReadOnlyList<(Expression Test, IReadOnlyList<Statement> Body)> Branches, IReadOnlyList<Statement> Else, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame)
        {
            foreach (var (test, body) in Branches)
            {
                if (Values.Truth(test.Value(frame)))
                {
                    return RunAll(body, frame);
                }
            }

            return RunAll(Else, frame);
        }
    }

    /// <summary>set a = x.</summary>
    internal sealed record Set(Target To, Expression From, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame)
        {
            To.Assign(frame, From.Value(frame));
            return Flow.Next;
        }
    }

    /// <summary>set a … endset, and filter … endfilter where there is no target: the text of the body behind filters.</summary>
    internal sealed record Captured(Target? To, IReadOnlyList<Statement> Body, Func<Expression, Expression> Filtered, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame)
        {
            var apart = frame.Apart();
            RunAll(Body, apart);
            var text = Filtered(new Expression.Constant(apart.Output.ToString())).Value(frame);
            if (To is null)
            {
                frame.Write(Values.Text(text, frame.Budget));
            }
            else
            {
                To.Assign(frame, text);
            }

            return Flow.Next;
        }
    }

    /// <summary>with a = x … endwith.</summary>
    internal sealed record With(IReadOnlyList<(Target To, Expression From)> Names, IReadOnlyList<Statement> Body, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame)
        {
            var inner = frame.Inner();
            foreach (var (to, from) in Names)
            {
                to.Assign(inner, from.Value(frame));
            }

            return RunAll(Body, inner);
        }
    }

    /// <summary>macro name(a, b=c) … endmacro.</summary>
    internal sealed record DefineMacro(Macro Defined, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame)
        {
            frame.Set(Defined.Name, Defined.In(frame));
            return Flow.Next;
        }
    }

    /// <summary>call(a) macro(b) … endcall: the body is the macro's <c>caller</c>.</summary>
    internal sealed record CallBlock(Macro Caller, Expression.Call Call, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame)
        {
            var inner = frame.Inner();
            if (Call.Callee.Value(frame) is not TemplateCallable callable)
            {
                throw new TemplateException("'call' needs a macro");
            }

            var arguments = Call.Arguments.Of(callable.Name, frame);
            var named = new Dictionary<string, object?>(arguments.RestNamed()) { ["caller"] = Caller.In(inner) };
            frame.Write(Values.Text(callable.Invoke(new Arguments(callable.Name, arguments.Rest(), named, frame.Budget)), frame.Budget));
            return Flow.Next;
        }
    }

    /// <summary>break or continue.</summary>
    internal sealed record Leave(Flow How, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame) => How;
    }

    /// <summary>for a in b if c … else … endfor.</summary>
    internal sealed record For(Target Item, Expression Items, Expression? Only, IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Else, bool Recursive, int Line) : Statement(Line)
    {
        protected override Flow Execute(Frame frame)
        {
            Loop(frame, Items.Value(frame), depth: 1);
            return Flow.Next;
        }

        private void Loop(Frame frame, object? iterated, int depth)
        {
            var items = Values.Iterate(iterated).Where(item => Passes(frame, item)).ToList();
            frame.Budget.Spend(items.Count);
            var loop = new LoopState(items, depth, Recursive ? inner => Again(frame, inner, depth + 1) : null);
            for (var i = 0; i < items.Count; i++)
            {
                var inner = frame.Inner();
                inner.Set("loop", loop.At(i));
                Item.Assign(inner, items[i]);
                if (RunAll(Body, inner) == Flow.Break)
                {
                    return;
                }
            }

            if (items.Count == 0)
            {
                RunAll(Else, frame.Inner());
            }
        }

        private bool Passes(Frame frame, object? item)
        {
            if (Only is null)
            {
                return true;
            }

            var inner = frame.Inner();
            Item.Assign(inner, item);
            return Values.Truth(Only.Value(inner));
        }

        private string Again(Frame frame, object? iterated, int depth)
        {
            var apart = frame.Apart();
            Loop(apart, iterated, depth);
            return apart.Output.ToString();
        }
    }
}
