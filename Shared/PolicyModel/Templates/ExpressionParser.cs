using System.Globalization;
using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>Jinja's expressions, one method a level of precedence.</summary>
internal sealed class ExpressionParser(TokenStream tokens)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private int _depth;

    /// <summary>An expression; with commas outside of brackets, a tuple.</summary>
    public Expression Tuple(bool conditions = true)
    {
        var items = new List<Expression>();
        var comma = false;
        while (items.Count == 0 || comma)
        {
            if (items.Count > 0 && EndsTuple())
            {
                break;
            }

            items.Add(conditions ? Parse() : Or());
            comma = tokens.TryTake(",");
        }

        return items.Count == 1 && !comma ? items[0] : new Expression.TupleOf(items);
    }

    /// <summary>One expression: a if b else c.</summary>
    public Expression Parse() => Nested(() =>
    {
        var value = Or();
        while (tokens.TryTakeName("if"))
        {
            var test = Or();
            value = new Expression.Condition(test, value, tokens.TryTakeName("else") ? Parse() : null);
        }

        return value;
    });

    /// <summary>An expression without a condition.</summary>
    public Expression Or()
    {
        var left = And();
        while (tokens.TryTakeName("or"))
        {
            left = new Expression.Logic(false, left, And());
        }

        return left;
    }

    /// <summary>The arguments behind an opened bracket, the closing one taken.</summary>
    public CallArguments Arguments()
    {
        var positional = new List<Expression>();
        var named = new Dictionary<string, Expression>();
        while (!tokens.TryTake(")"))
        {
            if (positional.Count + named.Count > 0)
            {
                tokens.Expect(",");
                if (tokens.TryTake(")"))
                {
                    break;
                }
            }

            if (tokens.Current.Kind == TokenKind.Name && tokens.Ahead.IsOperator("="))
            {
                var name = tokens.Take().Text;
                tokens.Take();
                named[name] = Parse();
            }
            else if (tokens.Current.IsOperator("*") || tokens.Current.IsOperator("**"))
            {
                throw TemplateException.At(tokens.Current.Line, "unpacked arguments are not supported");
            }
            else
            {
                positional.Add(named.Count == 0 ? Parse() : throw tokens.Unexpected("a named argument"));
            }
        }

        return new CallArguments(positional, named);
    }

    /// <summary>The filters behind an expression, the first "|" not yet taken.</summary>
    public Expression FilterChain(Expression subject)
    {
        while (tokens.TryTake("|"))
        {
            subject = OneFilter(subject);
        }

        return subject;
    }

    /// <summary>A filter's name and arguments.</summary>
    public Expression OneFilter(Expression subject)
    {
        var name = tokens.Expect(TokenKind.Name, "a filter");
        if (!Filters.Exists(name.Text))
        {
            throw TemplateException.At(name.Line, $"the filter '{name.Text}' is not supported");
        }

        return new Expression.Filter(subject, name.Text, tokens.TryTake("(") ? Arguments() : CallArguments.None);
    }

    private Expression And()
    {
        var left = Not();
        while (tokens.TryTakeName("and"))
        {
            left = new Expression.Logic(true, left, Not());
        }

        return left;
    }

    private Expression Not() => tokens.TryTakeName("not") ? Nested(() => new Expression.Not(Not())) : Comparison();

    private Expression Comparison()
    {
        var first = Sum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            if (tokens.Current.Kind == TokenKind.Operator && Comparisons.Contains(tokens.Current.Text))
            {
                rest.Add((tokens.Take().Text, Sum()));
            }
            else if (tokens.TryTakeName("in"))
            {
                rest.Add(("in", Sum()));
            }
            else if (tokens.Current.IsName("not") && tokens.Ahead.IsName("in"))
            {
                tokens.Take();
                tokens.Take();
                rest.Add(("not in", Sum()));
            }
            else
            {
                return rest.Count == 0 ? first : new Expression.Comparison(first, rest);
            }
        }
    }

    private Expression Sum()
    {
        var left = Concatenation();
        while (tokens.Current.IsOperator("+") || tokens.Current.IsOperator("-"))
        {
            left = new Expression.Binary(tokens.Take().Text, left, Concatenation());
        }

        return left;
    }

    private Expression Concatenation()
    {
        var left = Product();
        while (tokens.TryTake("~"))
        {
            left = new Expression.Binary("~", left, Product());
        }

        return left;
    }

    private Expression Product()
    {
        var left = Power();
        while (tokens.Current.Kind == TokenKind.Operator && tokens.Current.Text is "*" or "/" or "//" or "%")
        {
            left = new Expression.Binary(tokens.Take().Text, left, Power());
        }

        return left;
    }

    private Expression Power()
    {
        var left = Unary(filters: true);
        while (tokens.TryTake("**"))
        {
            left = new Expression.Binary("**", left, Unary(filters: true));
        }

        return left;
    }

    private Expression Unary(bool filters)
    {
        Expression value;
        if (tokens.Current.IsOperator("-") || tokens.Current.IsOperator("+"))
        {
            var minus = tokens.Take().Text == "-";
            value = Nested(() => new Expression.Sign(minus, Unary(filters: false)));
        }
        else
        {
            value = Primary();
        }

        value = Postfix(value);
        return filters ? FiltersAndTests(value) : value;
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            if (tokens.TryTake("."))
            {
                var name = tokens.Current.Kind is TokenKind.Name or TokenKind.Integer ? tokens.Take() : throw tokens.Unexpected("a name");
                value = name.Kind == TokenKind.Integer ? new Expression.Item(value, Integer(name)) : new Expression.Attribute(value, name.Text);
            }
            else if (tokens.TryTake("["))
            {
                value = Subscript(value);
            }
            else if (tokens.TryTake("("))
            {
                value = new Expression.Call(value, Arguments());
            }
            else
            {
                return value;
            }
        }
    }

    private Expression Subscript(Expression value)
    {
        Expression? Bound() => tokens.Current.IsOperator(":") || tokens.Current.IsOperator("]") ? null : Parse();

        var first = Bound();
        if (tokens.TryTake("]"))
        {
            return first is null ? throw tokens.Unexpected("a key") : new Expression.Item(value, first);
        }

        tokens.Expect(":");
        var to = Bound();
        var step = tokens.TryTake(":") ? Bound() : null;
        tokens.Expect("]");
        return new Expression.Slice(value, first, to, step);
    }

    private Expression FiltersAndTests(Expression value)
    {
        while (true)
        {
            if (tokens.Current.IsOperator("|"))
            {
                value = FilterChain(value);
            }
            else if (tokens.TryTakeName("is"))
            {
                value = Test(value);
            }
            else if (tokens.TryTake("("))
            {
                value = new Expression.Call(value, Arguments());
            }
            else
            {
                return value;
            }
        }
    }

    private Expression Test(Expression value)
    {
        var negated = tokens.TryTakeName("not");
        var name = tokens.Expect(TokenKind.Name, "a test");
        if (!Tests.Exists(name.Text))
        {
            throw TemplateException.At(name.Line, $"the test '{name.Text}' is not supported");
        }

        var arguments = CallArguments.None;
        if (tokens.TryTake("("))
        {
            arguments = Arguments();
        }
        else if (tokens.Current.Kind is TokenKind.Name or TokenKind.String or TokenKind.Integer or TokenKind.Float
            ? !(tokens.Current.Kind == TokenKind.Name && tokens.Current.Text is "else" or "or" or "and" or "is" or "if" or "in" or "not" or "recursive")
            : tokens.Current.IsOperator("[") || tokens.Current.IsOperator("{"))
        {
            arguments = new CallArguments([Postfix(Primary())], CallArguments.None.Named);
        }

        return new Expression.Is(value, name.Text, arguments, negated);
    }

    private Expression Primary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => new Expression.Constant(true),
                    "false" or "False" => new Expression.Constant(false),
                    "none" or "None" => new Expression.Constant(null),
                    _ => new Expression.Variable(token.Text),
                };
            case TokenKind.String:
                var text = new StringBuilder(token.Text);
                while (tokens.Current.Kind == TokenKind.String)
                {
                    text.Append(tokens.Take().Text);
                }

                return new Expression.Constant(text.ToString());
            case TokenKind.Integer:
                return Integer(token);
            case TokenKind.Float:
                return new Expression.Constant(double.Parse(token.Text, CultureInfo.InvariantCulture));
            case TokenKind.Operator when token.Text == "(":
                return Nested(Bracketed);
            case TokenKind.Operator when token.Text == "[":
                return Nested(() => new Expression.ListOf(Items("]", Parse)));
            case TokenKind.Operator when token.Text == "{":
                return Nested(() => new Expression.DictOf(Items("}", Pair)));
            default:
                throw TemplateException.At(token.Line, $"an expression expected, found {(token.Kind == TokenKind.Operator ? $"'{token.Text}'" : token.Kind.ToString())}");
        }
    }

    private Expression Bracketed()
    {
        if (tokens.TryTake(")"))
        {
            return new Expression.TupleOf([]);
        }

        var value = Tuple();
        tokens.Expect(")");
        return value;
    }

    private List<T> Items<T>(string close, Func<T> item)
    {
        var items = new List<T>();
        while (!tokens.TryTake(close))
        {
            if (items.Count > 0)
            {
                tokens.Expect(",");
                if (tokens.TryTake(close))
                {
                    break;
                }
            }

            items.Add(item());
        }

        return items;
    }

    private (Expression Key, Expression Item) Pair()
    {
        var key = Parse();
        tokens.Expect(":");
        return (key, Parse());
    }

    private static Expression.Constant Integer(Token token) =>
        new(long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw TemplateException.At(token.Line, $"{token.Text} has more than 64 bits"));

    private bool EndsTuple() =>
        tokens.Current.Kind is TokenKind.OutputEnd or TokenKind.BlockEnd or TokenKind.End || tokens.Current.IsOperator(")") || tokens.Current.IsName("in") || tokens.Current.IsName("if");

    private T Nested<T>(Func<T> parse)
    {
        if (++_depth > TemplateBudget.Depth)
        {
            throw TemplateException.At(tokens.Current.Line, "the template is nested too deeply");
        }

        var value = parse();
        _depth--;
        return value;
    }
}
