using System.Text;

using Guide.Answers.Syntax;

namespace Guide.Answers.Units;

/// <summary>Takes the LaTeX off a unit: braces go, except those of an exponent or a fraction, which become parentheses.</summary>
internal sealed class UnitSpelling
{
    private const int DeepestBraces = 32;

    // Stands where \mu was, until the blanks behind it are gone: it belongs to the letter that follows.
    private const char Micro = '\u0001';

    private readonly string _source;
    private readonly StringBuilder _text;
    private readonly Stack<Brace> _open = new();
    private Brace _expected = Brace.Plain;

    private UnitSpelling(string source)
    {
        _source = source;
        _text = new StringBuilder(source.Length + 8);
    }

    private enum Brace
    {
        Plain,
        Numerator,
        Denominator,
        Power,
    }

    /// <summary>The unit in plain characters; null when a command stands in it that no unit has (\pi, \sqrt).</summary>
    public static string? Plain(string source)
    {
        var spelling = new UnitSpelling(source);
        return spelling.Read() ? spelling.Finish() : null;
    }

    private bool Read()
    {
        for (var i = 0; i < _source.Length; i++)
        {
            if (_source[i] == '\\')
            {
                if (!Command(ref i))
                {
                    return false;
                }
            }
            else
            {
                Character(_source[i]);
            }
        }

        return true;
    }

    // At a backslash; i is left on the last character of the command.
    private bool Command(ref int i)
    {
        var start = ++i;
        while (i < _source.Length && char.IsAsciiLetter(_source[i]))
        {
            i++;
        }

        var command = _source.AsSpan(start, i - start);
        if (command.Length == 0)
        {
            _text.Append(i < _source.Length && _source[i] is '%' or '$' ? _source[i] : ' ');
            return true;
        }

        i--;
        if (IsNoUnit(command))
        {
            return false;
        }

        _expected = command is "frac" or "dfrac" or "tfrac" ? Brace.Numerator : _expected == Brace.Denominator ? Brace.Denominator : Brace.Plain;
        _text.Append(command switch
        {
            "cdot" or "times" => "·",
            "circ" or "degree" => "°",
            "Omega" => "Ω",
            "mu" => "μ\u0001",
            "AA" or "mathring" => "Å",
            "square" => " square ",
            "cents" => " cents ",
            _ => " ",
        });
        return true;
    }

    private static bool IsNoUnit(ReadOnlySpan<char> command) =>
        (Vocabulary.Greek.Contains(command.ToString()) && command is not ("mu" or "Omega")) || command is "pi" or "sqrt" or "infty" or "pm" or "sin" or "cos" or "ln" or "log" or "le" or "ge" or "in";

    private void Character(char c)
    {
        switch (c)
        {
            case '{' when _open.Count < DeepestBraces:
                Open();
                break;
            case '}' when _open.TryPop(out var kind):
                _expected = kind == Brace.Numerator ? Brace.Denominator : _expected == Brace.Denominator ? Brace.Plain : _expected;
                _text.Append(kind switch { Brace.Plain => string.Empty, Brace.Numerator => ")/", _ => ")" });
                break;
            case '}':
                break;
            case '$' when _source.Length > 1:
            case '~' or '\t' or '\n':
                _text.Append(' ');
                break;
            default:
                _text.Append(c);
                break;
        }
    }

    private void Open()
    {
        var kind = _expected != Brace.Plain ? _expected : _text.Length > 0 && _text[^1] == '^' ? Brace.Power : Brace.Plain;
        _expected = Brace.Plain;
        _open.Push(kind);
        _text.Append(kind == Brace.Plain ? string.Empty : "(");
    }

    private string Finish()
    {
        for (var i = 0; i < _text.Length; i++)
        {
            if (_text[i] == Micro)
            {
                var stop = i + 1;
                while (stop < _text.Length && _text[stop] is ' ' or Micro)
                {
                    stop++;
                }

                _text.Remove(i, stop - i);
            }
        }

        return _text.Replace("^(°)", "°").Replace("^ °", "°").Replace("^°", "°").Replace("° ", "°").Replace("° ", "°")
            .Replace("²", "^2").Replace("³", "^3").Replace("⁻¹", "^-1").Replace("⁻²", "^-2").Replace("⁻³", "^-3").Replace('−', '-').Replace("**", "^").ToString();
    }
}
