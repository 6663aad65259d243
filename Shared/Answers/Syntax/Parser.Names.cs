using System.Numerics;
using System.Text;

namespace Guide.Answers.Syntax;

/// <content>Letters with their subscripts, functions that an answer defines, numbers in other bases.</content>
internal sealed partial class Parser
{
    // ∠ABC: one name.
    private Node Named(string mark)
    {
        var name = new StringBuilder(mark).Append(' ');
        _at++;
        while (_at < _end && Current.Kind == TokenKind.Symbol)
        {
            name.Append(Current.Text);
            _at++;
        }

        return Node.Words(name.ToString());
    }

    private Node? Subscripted(Token number)
    {
        _at++;
        var braced = Current.Is("{");
        var (from, to) = braced && _match[_at] > 0 ? (_at + 1, _match[_at]) : (_at, Math.Min(_at + 1, _end));
        _at = braced && _match[_at] > 0 ? to + 1 : to;
        while (from < to && (_tokens[from].Is("(") || (_tokens[from].Kind == TokenKind.Word && _tokens[from].Text is "base")))
        {
            from++;
        }

        if (from < to && BaseOf(_tokens[from]) is { } numberBase && number.Number is { Places: < 0 } && BasedNumber(number.Text.Replace(",", string.Empty, StringComparison.Ordinal), numberBase) is { } based)
        {
            return based;
        }

        return null;
    }

    // FF_{16}, \text{A5}_{11}: digits and letters with a base above ten behind them.
    private Node? LetterDigits(int from, int to)
    {
        var under = from;
        while (under < to && _tokens[under].Kind is TokenKind.Number or TokenKind.Symbol or TokenKind.Word)
        {
            under++;
        }

        if (under == from || under >= to - 1 || !_tokens[under].Is("_") || !_tokens.GetRange(from, under - from).Exists(static token => token.Kind != TokenKind.Number))
        {
            return null;
        }

        var (first, last) = _tokens[under + 1].Is("{") ? (under + 2, _match[under + 1]) : (under + 1, under + 2);
        if (last < 0 || last < to - 1 || first >= last || BaseOf(_tokens[first]) is not (> 10 and { } numberBase))
        {
            return null;
        }

        var digits = string.Concat(_tokens.GetRange(from, under - from).Select(static token => token.Text));

        // 1a_{16}, but a_{16} is a term of a sequence.
        return BasedNumber(numberBase == 16 && digits.AsSpan().IndexOfAnyInRange('0', '9') >= 0 ? digits.ToUpperInvariant() : digits, numberBase);
    }

    private static int? BaseOf(Token token)
    {
        var value = token.Kind switch
        {
            TokenKind.Number when token.Number!.Value.IsInteger && token.Number.Value.Bits < 10 => (int)token.Number.Value.Numerator,
            TokenKind.Word when Vocabulary.NumberWords.TryGetValue(token.Text, out var word) => word,
            _ => 0,
        };
        return value is >= 2 and <= 36 ? value : null;
    }

    private static Node? BasedNumber(string digits, int numberBase)
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

    private Node? Symbol(Token token)
    {
        var name = token.Text;
        if (name == "Delta" && _at < _end && Current.Kind == TokenKind.Symbol)
        {
            // Δp is one quantity.
            name += " " + Current.Text;
            _at++;
        }

        if (_at < _end && Current.Is("_"))
        {
            _at++;
            if (_at >= _end)
            {
                return Node.Symbol(name);
            }

            var (from, to) = (_at, _at + 1);
            if (Current.Is("{") && _match[_at] > 0)
            {
                (from, to) = (_at + 1, _match[_at]);
                _at = to + 1;
            }
            else
            {
                _at++;
            }

            var mark = string.Concat(_tokens.GetRange(from, Math.Max(0, Math.Min(to, _end) - from)).Select(static item => item.Text));
            if (Phrasebook.Marked(name, mark) is { } marked)
            {
                return marked;
            }

            name = name + "_" + Compact(_tokens, from, Math.Min(to, _end));
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
    private Node? Named(string name, bool label)
    {
        if (_at < _end && Current.Is("'"))
        {
            _at++;
            name += "'";
        }

        if (_at < _end && Current.Is("(") && _match[_at] > 0 && _match[_at] < _end)
        {
            var close = _match[_at];
            var defined = close + 1 < _end && _tokens[close + 1].Is("=");
            if (defined || (!label && name is "f" or "g" or "h" or "F" or "G" or "H" or "Phi" or "Psi" or "f'" or "g'" or "f''"))
            {
                var arguments = Bracket();
                return arguments is null ? null : Node.Call(name, arguments.Kind == NodeKind.Tuple ? arguments.Items : [arguments]);
            }
        }

        return Node.Symbol(name);
    }
}
