using System.Runtime.InteropServices;

namespace Guide.Answers.Units;

/// <summary>Which side of the fraction stroke a unit's next word is on. "J / mol K" keeps its divisor to the one unit that follows.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct DivisorSigns
{
    private const int MostGroups = 8;
    private int _sign = 1;
    private int _group = 1;
    private int _outer;
    private int _depth;

    public DivisorSigns()
    {
    }

    /// <summary>True while a bracket is open.</summary>
    public readonly bool Open => _depth != 0;

    /// <summary>"/" or a bracket; false when it does not fit.</summary>
    public bool Read(char c)
    {
        switch (c)
        {
            case '/':
                _sign = -1;
                return true;
            case '(' when _depth < MostGroups:
                // The groups' own signs, a bit each: set for the divisor.
                _outer = (_outer << 1) | (_group < 0 ? 1 : 0);
                _depth++;
                _group *= _sign;
                _sign = 1;
                return true;
            case ')' when _depth > 0:
                _group = (_outer & 1) == 0 ? 1 : -1;
                _outer >>= 1;
                _depth--;
                _sign = 1;
                return true;
            default:
                return false;
        }
    }

    /// <summary>"per".</summary>
    public void Divide() => _sign = -1;

    /// <summary>+1 or −1 for the word that was read; a stroke governs one word, or all that follow.</summary>
    public int Take(bool strokeGovernsRest)
    {
        var sign = _sign * _group;
        _sign = strokeGovernsRest && _depth == 0 ? _sign : 1;
        return sign;
    }
}
