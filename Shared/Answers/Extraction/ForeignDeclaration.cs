using System.Runtime.InteropServices;

namespace Guide.Answers.Extraction;

/// <summary>Declarations of an answer in other languages: a noun of the answer, a verb or a colon, a value. What stands in brackets behind the value is a remark, and a conditional declares nothing.</summary>
/// <param name="Begin">Where the noun begins.</param>
/// <param name="After">Where what it declares begins.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ForeignDeclaration(int Begin, int After)
{
    private const int MostLooks = 20;
    private const int LongestGap = 40;
    private const int LongestValue = 200;

    private static readonly string[] Nouns =
    [
        "respuesta", "resultado", "solución", "réponse", "résultat", "valeur cherchée", "solution finale", "endergebnis", "ergebnis", "lösung", "antwort", "resposta", "resultado", "risposta", "risultato", "soluzione", "ответ", "результат", "答え", "解答", "答", "综上", "정답", "답", "odpowiedź", "wynik", "jawaban", "jawabannya", "hasilnya", "antwoord", "uitkomst", "cevap", "sonuç", "odpověď", "výsledek", "svaret", "svar", "vastaus", "απάντηση", "відповідь", "đáp án", "đáp số",
    ];

    private static readonly string[] Verbs =
    [
        "lautet", "beträgt", "ist", "es igual a", "es", "est égale à", "est", "vaut", "é igual a", "é", "è", "равен", "равно", "—", "は", "：", ":", "=", "是", "为", "은", "는", "이", "to", "wynosi", "jest", "adalah", "ialah", "is", "je", "är", "er", "on", "είναι", "là", "，", "–",
    ];

    // Between the noun and its verb, or the verb and its value.
    private static readonly string[] Fillers = ["final", "finale", "finala", "correcta", "correcto", "correcte", "correta", "corretta", "esatta", "cherchée", "buscada", "donc", "donc la", "also", "daher", "por tanto", "entonces", "quindi", "então", "la réponse", "la option", "la opción", "l'option", "die option", "option", "opción", "opção", "opzione", "la letra", "la lettre", "la", "le", "el", "die", "der", "das", "a", "o", "il", "is", "一共有", "共有", "有", "lettre", "letra", "letzte", "richtige", "e", "zu", "gesuchte"];

    private static readonly string[] Negations = ["nicht", "no ", "non", "pas ", "n'", "não", "не ", "nie ", "bukan", "不", "geen", "niet"];

    private static readonly string[] Ends = ["(", "（", "。", ";", "；", "입니다", "이다", "です", "である", "\n", "?", "!", "，而", ", no ", ", nicht ", ", et non", ", non ", ", не ", ", nie ", ", e não", " e non ", " y no ", " et non ", " und nicht "];

    /// <summary>The last declaration; null when there is none.</summary>
    public static ForeignDeclaration? Last(string text)
    {
        ForeignDeclaration? last = null;
        var small = text.ToLowerInvariant();
        foreach (var noun in Nouns)
        {
            var at = text.Length;
            for (var looks = 0; looks < MostLooks && at > 0; looks++)
            {
                at = small.LastIndexOf(noun, at - 1, StringComparison.Ordinal);
                if (at < 0 || (last is { } best && at <= best.Begin))
                {
                    break;
                }

                if (At(text, at, noun) is { } found)
                {
                    last = found;
                    break;
                }
            }
        }

        return last;
    }

    /// <summary>What it declares: a formula, or the words up to a bracket or the sentence's end; null when it denies it.</summary>
    public static (string Value, int End)? Value(string text, ForeignDeclaration declaration)
    {
        var at = Skipped(text, declaration.After);
        if (at >= text.Length || Opens(text, at, Negations) > 0)
        {
            return null;
        }

        if (text[at] == '$' && text.IndexOf('$', at + 1) is > 0 and var close && close > at + 1)
        {
            var unit = UnitBehind.Read(text, close + 1);
            return (text[(at + 1)..close] + unit?.Unit, unit?.End ?? (close + 1));
        }

        var end = Math.Min(text.Length, at + LongestValue);
        foreach (var stop in Ends)
        {
            end = text.IndexOf(stop, at, end - at, StringComparison.OrdinalIgnoreCase) is > 0 and var found && found > at ? found : end;
        }

        for (var i = at + 1; i < end; i++)
        {
            if (text[i] == '.' && !(i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])))
            {
                end = i;
            }
        }

        var value = text[at..end].Trim(' ', '*', '_', '.', ',');
        return value.Length == 0 || value.AsSpan().IndexOfAnyInRange('0', '9') < 0 && value.Length > 20 ? null : (value.TrimEnd('个', '個', '개', '本', '人'), end);
    }

    /// <summary>Where the value begins behind the verb, its article and type.</summary>
    public static int Skipped(string text, int at)
    {
        for (var steps = 0; steps < 5; steps++)
        {
            while (at < text.Length && (text[at] is ' ' or '*' or ':' or '：' or '_' or '\u00a0' or ','))
            {
                at++;
            }

            var filler = at < text.Length ? Opens(text, at, Fillers) : 0;
            if (filler == 0)
            {
                return at;
            }

            at += filler;
        }

        return at;
    }

    private static ForeignDeclaration? At(string text, int at, string noun)
    {
        var after = at + noun.Length;
        if (at > 0 && char.IsLetter(text[at - 1]) && text[at - 1] < '\u2e7f' || (noun[0] < '\u2e7f' && after < text.Length && char.IsLetter(text[after]) && text[after] < '\u2e7f'))
        {
            return null;
        }

        if (noun[0] > '\u2e7f')
        {
            // Scripts without blanks: the verb stands directly behind, 综上 needs none.
            var direct = after < text.Length && text[after] == ' ' ? after + 1 : after;
            return noun == "综上" ? new ForeignDeclaration(at, direct < text.Length && text[direct] == ',' ? direct + 1 : direct) : Opens(text, direct, Verbs) is > 0 and var copula ? new ForeignDeclaration(at, direct + copula) : null;
        }

        // "resposta final:", "valeur finale est": words without numbers before the verb.
        for (var i = after; i < text.Length && i - after < LongestGap; i++)
        {
            if (text[i] is '\n' or '.' or '$' or '(' || char.IsAsciiDigit(text[i]))
            {
                return null;
            }

            if ((i == after || !char.IsLetter(text[i - 1]) || text[i] > '\u2e7f' || !char.IsLetter(text[i])) && Opens(text, i, Verbs) is > 0 and var verb)
            {
                return new ForeignDeclaration(at, i + verb);
            }
        }

        return null;
    }

    private static int Opens(string text, int at, string[] words)
    {
        foreach (var word in words)
        {
            // A capital letter alone may be an option.
            if (string.Compare(text, at, word, 0, word.Length, word.Length == 1 ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase) == 0 && (!char.IsLetter(word[^1]) || word[^1] > '\u2e7f' || at + word.Length >= text.Length || !char.IsLetter(text[at + word.Length]) || text[at + word.Length] > '\u2e7f'))
            {
                return word.Length;
            }
        }

        return 0;
    }
}
