using System.Numerics;
using System.Text;

namespace Guide.Answers.Syntax;

/// <summary>Letters with their subscripts, functions that an answer defines, numbers in other bases.</summary>
internal sealed class NameGrammar(TokenCursor cursor, Grammar grammar)
{
    private const int MostDigits = 12;

    // ∠ABC: one name.
    public Node Named(string mark)
    {
        var name = new StringBuilder(mark).Append(' ');
        cursor.At++;
        while (cursor.At < cursor.End && cursor.Current.Kind == TokenKind.Symbol)
        {
            name.Append(cursor.Current.Text);
            cursor.At++;
        }

        return Node.Words(name.ToString());
    }

    public Node? Subscripted(Token number)
    {
        cursor.At++;
        var braced = cursor.Current.Is("{");
        var (from, to) = braced && cursor.Match[cursor.At] > 0 ? (cursor.At + 1, cursor.Match[cursor.At]) : (cursor.At, Math.Min(cursor.At + 1, cursor.End));
        cursor.At = braced && cursor.Match[cursor.At] > 0 ? to + 1 : to;
        while (from < to && (cursor.Tokens[from].Is("(") || (cursor.Tokens[from].Kind == TokenKind.Word && cursor.Tokens[from].Text is "base")))
        {
            from++;
        }

        if (from < to && BaseOf(cursor.Tokens[from]) is { } numberBase && number.Number is { Places: < 0 } && BasedNumber(number.Text.Replace(",", string.Empty, StringComparison.Ordinal), numberBase) is { } based)
        {
            return based;
        }

        return null;
    }

    // FF_{16}, \text{A5}_{11}: digits and letters with a base above ten behind them.
    public Node? LetterDigits(int from, int to)
    {
        if (cursor.Tokens[from].Is("(") && cursor.Match[from] is > 0 and var closing && closing + 1 < to && cursor.Tokens[closing + 1].Is("_"))
        {
            // (1F)_{16}
            return LetterDigits(from + 1, closing, closing + 1, to);
        }

        var under = from;
        while (under < to && cursor.Tokens[under].Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Word)
        {
            under++;
        }

        return LetterDigits(from, under, under, to);
    }

    private Node? LetterDigits(int from, int end, int under, int to)
    {
        if (end == from || !cursor.Tokens.GetRange(from, end - from).TrueForAll(static token => token.Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Word) || under >= to - 1 || !cursor.Tokens[under].Is("_") || !cursor.Tokens.GetRange(from, end - from).Exists(static token => token.Kind != TokenKind.Number))
        {
            return null;
        }

        var (first, last) = cursor.Tokens[under + 1].Is("{") ? (under + 2, cursor.Match[under + 1]) : (under + 1, under + 2);
        if (last < 0 || last < to - 1 || first >= last || BaseOf(cursor.Tokens[first]) is not (> 10 and { } numberBase))
        {
            return null;
        }

        var digits = string.Concat(cursor.Tokens.GetRange(from, end - from).Select(static token => token.Text));

        // 1a_{16}, but a_{16} is a term of a sequence.
        return BasedNumber(numberBase == 16 && digits.AsSpan().IndexOfAnyInRange('0', '9') >= 0 ? digits.ToUpperInvariant() : digits, numberBase);
    }

    /// <summary>{abc}, {a0b} under a bar: the digits of one number, in their order; null for anything else. Two capitals are the ends of a segment.</summary>
    public Node? Digits()
    {
        if (!cursor.Sees("{") || cursor.Match[cursor.At] is var close && (close < 0 || close > cursor.End))
        {
            return null;
        }

        var tokens = cursor.Tokens.GetRange(cursor.At + 1, close - cursor.At - 1);
        if (!tokens.TrueForAll(static token => !token.FromText && token.Kind is TokenKind.Symbol or TokenKind.Word or TokenKind.Number && token.Text.All(char.IsAsciiLetterOrDigit)))
        {
            return null;
        }

        var digits = string.Concat(tokens.Select(static token => token.Text));
        if (digits.Length is < 2 or > MostDigits || digits.All(char.IsAsciiDigit) || (digits.Length == 2 && digits.All(char.IsAsciiLetterUpper)) || tokens.Exists(static token => token.Kind == TokenKind.Symbol && token.Text.Length > 1))
        {
            return null;
        }

        cursor.At = close + 1;
        return Node.Call("digits", [.. digits.Select(static c => char.IsAsciiDigit(c) ? Node.OfNumber(c - '0') : Node.Symbol(c.ToString()))]);
    }

    public static int? BaseOf(Token token)
    {
        var value = token.Kind switch
        {
            TokenKind.Number when token.Number!.Value.IsInteger && token.Number.Value.Bits < 10 => (int)token.Number.Value.Numerator,
            TokenKind.Word when Vocabulary.NumberWords.TryGetValue(token.Text, out var word) => word,
            _ => 0,
        };
        return value is >= 2 and <= 36 ? value : null;
    }

    public static Node? BasedNumber(string digits, int numberBase)
    {
        if (digits.Length is 0 or > 400)
        {
            return null;
        }

        BigInteger value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetterUpper(c) ? c - 'A' + 10 : 99;
            if (digit >= numberBase)
            {
                return null;
            }

            value = (value * numberBase) + digit;
        }

        return Node.Based(digits, numberBase, value);
    }

    /// <summary>C(n, k) combinations, P(n, k) and A(n, k) arrangements.</summary>
    public static Node Chosen(string letter, Node n, Node k) => letter == "C" ? Node.Call("binom", n, k) : Node.Divide(Node.Of(NodeKind.Factorial, n), Node.Of(NodeKind.Factorial, Node.Subtract(n, k)));

    /// <summary>At a script before a letter: ^6C_2, {}_nC_k; null for anything else.</summary>
    public Node? Counted()
    {
        cursor.At++;
        if (cursor.At >= cursor.End || grammar.Functions.Argument(oneDigit: false) is not { } n || cursor.Current is not ({ Kind: TokenKind.Symbol or TokenKind.Word, Text: "C" or "P" } and var letter))
        {
            return null;
        }

        cursor.At += cursor.At + 1 < cursor.End && cursor.Tokens[cursor.At + 1].Is("_") ? 2 : 1;
        return cursor.At < cursor.End && grammar.Functions.Argument(oneDigit: false) is { } k ? Chosen(letter.Text, n, k) : null;
    }

    public Node? Symbol(Token token)
    {
        var name = token.Text;
        if (name == "Delta" && cursor.At < cursor.End && cursor.Current.Kind == TokenKind.Symbol)
        {
            // Δp is one quantity.
            name += " " + cursor.Current.Text;
            cursor.At++;
        }

        if (cursor.Sees("_"))
        {
            cursor.At++;
            if (cursor.At >= cursor.End)
            {
                return Node.Symbol(name);
            }

            var (from, to) = (cursor.At, cursor.At + 1);
            if (cursor.Current.Is("{") && cursor.Match[cursor.At] > 0)
            {
                (from, to) = (cursor.At + 1, cursor.Match[cursor.At]);
                cursor.At = to + 1;
            }
            else
            {
                cursor.At++;
            }

            var mark = string.Concat(cursor.Tokens.GetRange(from, Math.Max(0, Math.Min(to, cursor.End) - from)).Select(static item => item.Text));
            if (Phrasebook.Marked(name, mark) is { } marked)
            {
                return marked;
            }

            name = name + "_" + Compact(cursor.Tokens, from, Math.Min(to, cursor.End));
            return Named(name, label: true);
        }

        switch (name)
        {
            case "pi" or "e" or "i" or "inf" or "empty" or "reals" or "integers" or "naturals" or "rationals" or "complexes":
                return Node.Constant(name);
        }

        return Named(name, label: false);
    }

    // A letter before brackets is a function if it is commonly one, or if the brackets are followed by "=": T(10) = 2.
    public Node? Named(string name, bool label)
    {
        if (cursor.Sees("'"))
        {
            cursor.At++;
            name += "'";
        }

        if ((cursor.Sees("(") || (cursor.Sees("[") && !cursor.HasTopLevelComma(cursor.At + 1, Math.Max(cursor.At + 1, cursor.Match[cursor.At])))) && cursor.Match[cursor.At] > 0 && cursor.Match[cursor.At] < cursor.End)
        {
            var close = cursor.Match[cursor.At];
            var defined = close + 1 < cursor.End && cursor.Tokens[close + 1].Is("=");
            if (defined || (!label && cursor.Sees("(") && name is "f" or "g" or "h" or "F" or "G" or "H" or "Phi" or "Psi" or "f'" or "g'" or "f''"))
            {
                var arguments = grammar.Brackets.Bracket();
                return arguments is null ? null : Node.Call(name, arguments.Kind == NodeKind.Tuple ? arguments.Items : [arguments]);
            }
        }

        return Node.Symbol(name);
    }

    // A subscript's name: what it says, without brackets and stops.
    private static string Compact(List<Token> tokens, int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var token = tokens[i];
            if (token.Kind == TokenKind.Mark && token.Text is "(" or ")" or "." or "{" or "}" or "\\{" or "\\}" or "," or "'" or "-" or ":" or ";")
            {
                // Brackets and stops do not make a different wording; a sign does.
                if (token.Text is "-" or "," or ":" or ";")
                {
                    text.Append(token.Text);
                }

                continue;
            }

            if (token.Kind is TokenKind.Word or TokenKind.Number && text.Length > 0 && char.IsLetterOrDigit(text[^1]))
            {
                text.Append(' ');
            }

            text.Append(token.Text);
        }

        return text.ToString();
    }
}
