namespace Guide.PolicyModel.Templates;

/// <summary>Jinja's statements. What chat templates have no use for (include, import, extends, block, autoescape, trans, do) is refused by name.</summary>
internal sealed class StatementParser
{
    private static readonly Func<Expression, Expression> Unfiltered = static text => text;
    private readonly TokenStream _tokens;
    private readonly ExpressionParser _expressions;
    private int _depth;
    private int _loops;

    private StatementParser(TokenStream tokens)
    {
        _tokens = tokens;
        _expressions = new ExpressionParser(tokens);
    }

    /// <summary>A whole template.</summary>
    /// <exception cref="TemplateException">It is malformed or uses what is not supported.</exception>
    public static IReadOnlyList<Statement> Parse(string source)
    {
        var parser = new StatementParser(new TokenStream(Lexer.Read(source)));
        var body = parser.Body([]);
        return parser._tokens.Current.Kind == TokenKind.End ? body : throw parser._tokens.Unexpected("the end");
    }

    /// <summary>Statements up to one of the words, whose block start is taken and which is itself the next token.</summary>
    private List<Statement> Body(string[] until)
    {
        if (++_depth > TemplateBudget.Depth)
        {
            throw TemplateException.At(_tokens.Current.Line, "the template is nested too deeply");
        }

        var body = new List<Statement>();
        while (true)
        {
            var token = _tokens.Take();
            switch (token.Kind)
            {
                case TokenKind.Text:
                    body.Add(new Statement.Text(token.Text, token.Line));
                    break;
                case TokenKind.OutputStart:
                    body.Add(new Statement.Output(_expressions.Tuple(), token.Line));
                    _tokens.Expect(TokenKind.OutputEnd, "'}}'");
                    break;
                case TokenKind.BlockStart when _tokens.Current.Kind == TokenKind.Name && until.Contains(_tokens.Current.Text):
                    _depth--;
                    return body;
                case TokenKind.BlockStart:
                    body.Add(Tag(token.Line));
                    break;
                case TokenKind.End when until.Length == 0:
                    _depth--;
                    return body;
                default:
                    throw TemplateException.At(token.Line, $"'{until.LastOrDefault()}' is missing");
            }
        }
    }

    private Statement Tag(int line)
    {
        var word = _tokens.Expect(TokenKind.Name, "a statement").Text;
        return word switch
        {
            "if" => If(line),
            "for" => For(line),
            "set" => Set(line),
            "macro" => Macro(line),
            "call" => Call(line),
            "filter" => Filter(line),
            "with" => With(line),
            "generation" => Generation(line),
            "break" or "continue" => Leave(word, line),
            _ => throw TemplateException.At(line, $"the statement '{word}' is not supported"),
        };
    }

    private void End() => _tokens.Expect(TokenKind.BlockEnd, "'%}'");

    private Statement.If If(int line)
    {
        var branches = new List<(Expression, IReadOnlyList<Statement>)>();
        IReadOnlyList<Statement> otherwise = [];
        do
        {
            var test = _expressions.Tuple();
            End();
            branches.Add((test, Body(["elif", "else", "endif"])));
        }
        while (_tokens.TryTakeName("elif"));

        if (_tokens.TryTakeName("else"))
        {
            End();
            otherwise = Body(["endif"]);
        }

        _tokens.Take();
        End();
        return new Statement.If(branches, otherwise, line);
    }

    private Statement.For For(int line)
    {
        var target = Target(attributes: false);
        if (!_tokens.TryTakeName("in"))
        {
            throw _tokens.Unexpected("'in'");
        }

        var items = _expressions.Tuple(conditions: false);
        var only = _tokens.TryTakeName("if") ? _expressions.Parse() : null;
        var recursive = _tokens.TryTakeName("recursive");
        End();
        _loops++;
        var body = Body(["else", "endfor"]);
        _loops--;
        IReadOnlyList<Statement> otherwise = [];
        if (_tokens.TryTakeName("else"))
        {
            End();
            otherwise = Body(["endfor"]);
        }

        _tokens.Take();
        End();
        return new Statement.For(target, items, only, body, otherwise, recursive, line);
    }

    private Statement Set(int line)
    {
        var target = Target(attributes: true);
        if (_tokens.TryTake("="))
        {
            var value = _expressions.Tuple();
            End();
            return new Statement.Set(target, value, line);
        }

        var filtered = Filters();
        End();
        return new Statement.Captured(target, Apart("endset"), filtered, line);
    }

    private Statement.DefineMacro Macro(int line)
    {
        var name = _tokens.Expect(TokenKind.Name, "a name").Text;
        _tokens.Expect("(");
        var parameters = Parameters();
        End();
        return new Statement.DefineMacro(new Macro(name, parameters, Apart("endmacro"), line), line);
    }

    private Statement.CallBlock Call(int line)
    {
        var parameters = _tokens.TryTake("(") ? Parameters() : [];
        var call = _expressions.Parse() as Expression.Call ?? throw TemplateException.At(line, "'call' needs a call");
        End();
        return new Statement.CallBlock(new Macro("caller", parameters, Apart("endcall"), line), call, line);
    }

    private Statement.Captured Filter(int line)
    {
        var first = _expressions.OneFilter(new Expression.Variable("")) as Expression.Filter;
        var rest = Filters();
        End();
        return new Statement.Captured(null, Apart("endfilter"), text => rest(first! with { Subject = text }), line);
    }

    private Statement.With With(int line)
    {
        var names = new List<(Target, Expression)>();
        while (_tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (names.Count > 0)
            {
                _tokens.Expect(",");
            }

            var target = new Target.Name(_tokens.Expect(TokenKind.Name, "a name").Text);
            _tokens.Expect("=");
            names.Add((target, _expressions.Parse()));
        }

        End();
        return new Statement.With(names, Closed("endwith"), line);
    }

    // Marks what the assistant says, for training masks elsewhere: written as it stands.
    private Statement.Block Generation(int line)
    {
        End();
        return new Statement.Block(Closed("endgeneration"), OwnScope: true, line);
    }

    private Statement.Leave Leave(string word, int line)
    {
        End();
        return _loops > 0 ? new Statement.Leave(word == "break" ? Flow.Break : Flow.Continue, line) : throw TemplateException.At(line, $"'{word}' outside of a loop");
    }

    private List<Statement> Closed(string end)
    {
        var body = Body([end]);
        _tokens.Take();
        End();
        return body;
    }

    /// <summary>A body that no loop around it can be left from.</summary>
    private List<Statement> Apart(string end)
    {
        (var loops, _loops) = (_loops, 0);
        var body = Closed(end);
        _loops = loops;
        return body;
    }

    private Func<Expression, Expression> Filters()
    {
        if (!_tokens.Current.IsOperator("|"))
        {
            return Unfiltered;
        }

        // Parsed around a place holder, which is the innermost subject.
        var hole = new Expression.Variable("");
        var chain = _expressions.FilterChain(hole);
        return text => Filled(chain, text);
    }

    private static Expression Filled(Expression chain, Expression text) =>
        chain is Expression.Filter filter ? filter with { Subject = Filled(filter.Subject, text) } : text;

    private List<(string Name, Expression? Fallback)> Parameters()
    {
        var parameters = new List<(string, Expression?)>();
        while (!_tokens.TryTake(")"))
        {
            if (parameters.Count > 0)
            {
                _tokens.Expect(",");
            }

            var name = _tokens.Expect(TokenKind.Name, "a parameter").Text;
            parameters.Add((name, _tokens.TryTake("=") ? _expressions.Parse() : null));
        }

        return parameters;
    }

    private Target Target(bool attributes)
    {
        var targets = new List<Target>();
        var several = false;
        do
        {
            if (targets.Count > 0 && _tokens.Current.Kind != TokenKind.Name)
            {
                break;
            }

            targets.Add(OneTarget(attributes));
            several |= _tokens.Current.IsOperator(",");
        }
        while (_tokens.TryTake(","));

        return several ? new Target.Several(targets) : targets[0];
    }

    private Target OneTarget(bool attributes)
    {
        if (_tokens.TryTake("("))
        {
            var inner = Target(attributes);
            _tokens.Expect(")");
            return inner;
        }

        var name = _tokens.Expect(TokenKind.Name, "a name").Text;
        return attributes && _tokens.TryTake(".")
            ? new Target.NamespaceAttribute(name, _tokens.Expect(TokenKind.Name, "an attribute").Text)
            : new Target.Name(name);
    }
}
