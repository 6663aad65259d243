using System.Globalization;
using System.Text;

namespace Guide.PolicyModel.Tokens;

/// <summary>
/// Turns a regular expression of the Rust tokenizers (Oniguruma's syntax, over code points) into .NET's. What tokenizers use is translated,
/// anything else refused by name: two dialects that differ in silence would give other ids.
/// </summary>
internal sealed class PatternTranslation
{
    private const string Categories = "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Co Cn";

    /// <summary>Letters, marks, digits and connectors, and the circled and squared letters, which are symbols.</summary>
    private const string WordCategories = @"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}";

    private static readonly (int First, int Last)[] WordSymbols = [(0x24b6, 0x24e9), (0x1f130, 0x1f149), (0x1f150, 0x1f169), (0x1f170, 0x1f189)];
    private static readonly HashSet<string> KnownCategories = [.. Categories.Split(' ')];

    private readonly string _pattern;
    private readonly int[] _points;
    private readonly List<(string Text, int First, int Last)> _parts = []; // a text, or (text empty) a range whose place is inside brackets
    private readonly Stack<(int Start, bool IgnoreCase)> _groups = [];
    private int _at;
    private int _atom;
    private bool _ignoreCase;

    private PatternTranslation(string pattern)
    {
        _pattern = pattern;
        _points = [.. pattern.EnumerateRunes().Select(r => r.Value)];
    }

    /// <returns>The pattern for .NET and what stands for code points beyond the basic plane.</returns>
    /// <exception cref="InvalidDataException">A part of it is not understood; the message names it.</exception>
    internal static (string Pattern, StandIns StandIns) Of(string pattern)
    {
        var translation = new PatternTranslation(pattern);
        while (translation._at < translation._points.Length)
        {
            translation.Next();
        }

        var standIns = new StandIns(translation._parts.Where(p => p.Text.Length == 0).Select(p => (p.First, p.Last)));
        var result = new StringBuilder();
        foreach (var (text, first, last) in translation._parts)
        {
            result.Append(text.Length > 0 ? text : Range(first, last, standIns));
        }

        return (result.ToString(), standIns);
    }

    private static string Range(int first, int last, StandIns standIns)
    {
        var text = new StringBuilder();
        if (first <= 0xffff)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{first:x4}-\\u{Math.Min(last, 0xffff):x4}");
        }

        foreach (var unit in last > 0xffff ? standIns.Of(Math.Max(first, 0x10000), last) : [])
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return text.ToString();
    }

    private void Next()
    {
        var point = _points[_at++];
        switch (point)
        {
            case '(':
                Open();
                return;
            case ')':
                var (start, ignoreCase) = _groups.Count > 0 ? _groups.Pop() : throw Refused("a ')' without its '('");
                (_atom, _ignoreCase) = (start, ignoreCase);
                Add(")");
                return;
            case '|':
                Add("|");
                return;
            case '*' or '+' or '?':
                Quantify(((char)point).ToString(), mayPossess: true);
                return;
            case '{' when Interval() is { } interval:
                Quantify(interval, mayPossess: false);
                return;
        }

        _atom = _parts.Count;
        switch (point)
        {
            case '.':
                Add(@"[^\n]");
                break;
            case '^':
                Add(@"(?:\A|(?<=\n)(?!\z))"); // Oniguruma's ^ and $ are those of lines.
                break;
            case '$':
                Add(@"(?=\n|\z)");
                break;
            case '[':
                Class();
                break;
            case '\\':
                Escape();
                break;
            default:
                Literal(point);
                break;
        }
    }

    private void Open()
    {
        var start = _parts.Count;
        _groups.Push((start, _ignoreCase));
        if (!Take("?"))
        {
            Add("(");
            return;
        }

        foreach (var kind in (string[])[":", "=", "!", ">", "<=", "<!"])
        {
            if (Take(kind))
            {
                Add($"(?{kind}");
                return;
            }
        }

        var isOn = Take("i") || !(Take("-i") ? true : throw Refused($"the group '(?{Rest(3)}'"));
        if (Take(")"))
        {
            _groups.Pop(); // (?i) holds to the end of the group it stands in.
            Add(isOn ? "(?i)" : "(?-i)");
        }
        else
        {
            Add(Take(":") ? isOn ? "(?i:" : "(?-i:" : throw Refused($"the options before '{Rest(3)}'"));
        }

        _ignoreCase = isOn;
    }

    private void Quantify(string quantifier, bool mayPossess)
    {
        if (_atom >= _parts.Count)
        {
            throw Refused($"'{quantifier}' with nothing before it");
        }

        if (mayPossess && Take("+"))
        {
            _parts.Insert(_atom, ("(?>", 0, 0));
            Add(quantifier + ")");
            return;
        }

        Add(Take("?") ? quantifier + "?" : quantifier);
        if (_at < _points.Length && _points[_at] is '*' or '+' or '?')
        {
            _parts.Insert(_atom, ("(?:", 0, 0)); // Quantified again, as a{2}+ is.
            Add(")");
        }
    }

    private string? Interval()
    {
        var end = Array.IndexOf(_points, '}', _at);
        if (end < 0)
        {
            return null;
        }

        var text = string.Concat(_points[_at..end].Select(p => (char)p));
        if (text.Length == 0 || !text.All(c => char.IsAsciiDigit(c) || c == ',') || text.Count(c => c == ',') > 1 || text == ",")
        {
            return null;
        }

        _at = end + 1;
        return $"{{{(text[0] == ',' ? "0" : "")}{text}}}";
    }

    private void Class()
    {
        Add(Take("^") ? "[^" : "[");
        var isEmpty = true;
        while (!Take("]"))
        {
            isEmpty = false;
            if (_at >= _points.Length || Take("[") || Take("&&"))
            {
                throw Refused("a class inside a class, an intersection, or brackets that do not close");
            }

            if (Item() is not { } first)
            {
                continue;
            }

            var last = first;
            if (_at + 1 < _points.Length && _points[_at] == '-' && _points[_at + 1] != ']')
            {
                _at++;
                last = Item() ?? throw Refused("a range that ends in a class");
            }

            AddRange(first, last);
        }

        Add(isEmpty ? throw Refused("an empty class") : "]");
    }

    /// <summary>One code point of a class; null = a class by name, which is written already.</summary>
    private int? Item()
    {
        var point = _points[_at++];
        if (point != '\\')
        {
            return point;
        }

        var letter = Letter();
        switch (letter)
        {
            case 'W':
                throw Refused(@"\W inside brackets");
            case 'w':
                AddWord();
                return null;
            case 'b':
                return '\b';
        }

        if (Named(letter) is { } named)
        {
            Add(named);
            return null;
        }

        return Point(letter);
    }

    private void Escape()
    {
        var letter = Letter();
        switch (letter)
        {
            case 'A' or 'z' or 'G':
                Add($"\\{(char)letter}");
                return;
            case 'w' or 'W':
                Word(isIn: letter == 'w');
                return;
            case 'b' or 'B':
                Boundary(isThere: letter == 'b');
                return;
        }

        if (Named(letter) is { } named)
        {
            Add(named);
        }
        else
        {
            Literal(Point(letter));
        }
    }

    private void Boundary(bool isThere)
    {
        void Look(string which)
        {
            Add(which);
            Word(isIn: true);
            Add(")");
        }

        Add("(?:");
        Look("(?<=");
        Look(isThere ? "(?!" : "(?=");
        Add("|");
        Look("(?<!");
        Look(isThere ? "(?=" : "(?!");
        Add(")");
    }

    private void Word(bool isIn)
    {
        Add(isIn ? "[" : "[^");
        AddWord();
        Add(@"\u00b2\u00b3\u00b9\u00bc-\u00be]"); // Outside brackets, Oniguruma asks a table of Latin-1's own.
    }

    private void AddWord()
    {
        Add(WordCategories);
        foreach (var (first, last) in WordSymbols)
        {
            AddRange(first, last);
        }
    }

    private int Letter() => _at < _points.Length ? _points[_at++] : throw Refused("a '\\' at the end");

    /// <summary>A class by its name, as it stands inside or outside brackets.</summary>
    private string? Named(int letter)
    {
        switch (letter)
        {
            case 's':
                return @"\s";
            case 'S':
                return @"\S";
            case 'd':
                return @"\p{Nd}";
            case 'D':
                return @"\P{Nd}";
            case 'p' or 'P':
                var end = Take("{") ? Array.IndexOf(_points, '}', _at) : throw Refused(@"\p without a name");
                var name = string.Concat(_points[_at..(end < 0 ? _points.Length : end)].Select(char.ConvertFromUtf32));
                var isNot = name.StartsWith('^') != (letter == 'P');
                if (end < 0 || !KnownCategories.Contains(name.TrimStart('^')))
                {
                    throw Refused($"the property '{name}', which is no general category");
                }

                _at = end + 1;
                return $"\\{(isNot ? 'P' : 'p')}{{{name.TrimStart('^')}}}";
            default:
                return null;
        }
    }

    private int Point(int letter)
    {
        switch (letter)
        {
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'f':
                return '\f';
            case 'v':
                return '\v';
            case 'a':
                return '\a';
            case 'e':
                return '\u001b';
            case 'u':
                return Hex(4);
            case 'x' when Take("{"):
                var end = Array.IndexOf(_points, '}', _at);
                var point = Hex(Math.Max(0, end - _at));
                _at = end + 1;
                return point;
            case 'x':
                return Hex(2);
            default:
                return letter < 0x80 && !char.IsAsciiLetterOrDigit((char)letter) ? letter : throw Refused($"'\\{char.ConvertFromUtf32(letter)}'");
        }
    }

    private int Hex(int digits)
    {
        var text = _at + digits <= _points.Length ? string.Concat(_points[_at..(_at + digits)].Select(char.ConvertFromUtf32)) : "";
        _at += digits;
        return digits is > 0 and <= 6 && int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) && Rune.IsValid(point)
            ? point
            : throw Refused($"the code point '{text}'");
    }

    private void Literal(int point)
    {
        Add("[");
        AddRange(point, point);
        Add("]");
    }

    private void AddRange(int first, int last)
    {
        if (last < first)
        {
            throw Refused("a range that ends before it begins");
        }

        _parts.Add(("", first, last));
        if (!_ignoreCase)
        {
            return;
        }

        if (last >= 0x80)
        {
            throw Refused($"'{char.ConvertFromUtf32(last)}' where case is ignored");
        }

        // Unicode folds them to ASCII letters; .NET does not fold the first.
        foreach (var (letter, other) in ((char, char)[])[('s', '\u017f'), ('k', '\u212a')])
        {
            if ((first <= letter && letter <= last) || (first <= letter - 32 && letter - 32 <= last))
            {
                _parts.Add(("", other, other));
            }
        }
    }

    private void Add(string text) => _parts.Add((text, 0, 0));

    private bool Take(string text)
    {
        if (_at + text.Length > _points.Length || !text.Select((c, i) => _points[_at + i] == c).All(same => same))
        {
            return false;
        }

        _at += text.Length;
        return true;
    }

    private string Rest(int most) => string.Concat(_points.Skip(_at).Take(most).Select(char.ConvertFromUtf32));

    private InvalidDataException Refused(string what) => new($"the regular expression '{_pattern}' is not understood: {what}");
}
