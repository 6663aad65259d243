namespace Guide.Answers.Syntax;

/// <summary>
/// The rules of an answer, each kind of form in a type of its own, wired to each other over one cursor. Recursive descent with a counted depth and no
/// backtracking beyond one token.
/// </summary>
internal sealed class Grammar
{
    private Grammar(TokenCursor cursor)
    {
        Words = new WordGrammar(cursor);
        Quantities = new QuantityGrammar(cursor, this);
        Names = new NameGrammar(cursor, this);
        Functions = new FunctionGrammar(cursor, this);
        Brackets = new BracketGrammar(cursor, this);
        Powers = new PowerGrammar(cursor, this);
        Products = new ProductGrammar(cursor, this);
        Sums = new SumGrammar(cursor, this);
        Relations = new RelationGrammar(cursor, this);
    }

    public WordGrammar Words { get; }

    public QuantityGrammar Quantities { get; }

    public NameGrammar Names { get; }

    public FunctionGrammar Functions { get; }

    public BracketGrammar Brackets { get; }

    public PowerGrammar Powers { get; }

    public ProductGrammar Products { get; }

    public SumGrammar Sums { get; }

    public RelationGrammar Relations { get; }

    /// <summary>The answer in the tokens up to <paramref name="end"/>; null when nothing is there.</summary>
    public static Node? Answer(TokenCursor cursor, int end) => new AnswerGrammar(cursor, new Grammar(cursor)).Answer(0, end);
}
