namespace Guide.Answers.Extraction;

/// <summary>Tells running text from mathematics.</summary>
internal static class Prose
{
    /// <summary>True with two words of running text outside mathematics, or one before a number.</summary>
    public static bool Looks(string text)
    {
        // "Soucis : 2,74": one word before a number is prose too.
        var words = text.Length > 0 && char.IsAsciiLetter(text[0]) && text.AsSpan().IndexOfAnyInRange('0', '9') > 0 ? 1 : 0;
        var digit = text.AsSpan().IndexOfAnyInRange('0', '9');
        if (digit > 0 && text.AsSpan(0, digit).ContainsAnyInRange('\u3400', '\u9fff') && !text.Contains('{', StringComparison.Ordinal))
        {
            return true;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
                var command = i;
                while (i < text.Length && char.IsAsciiLetter(text[i]))
                {
                    i++;
                }

                // The argument of \begin is no word, nor is what stands in \text{}.
                if (i < text.Length && text[i] == '{' && text.AsSpan(command, i - command) is "begin" or "end" or "text" or "mbox" or "mathrm" or "textbf" or "operatorname" && text.IndexOf('}', i) is > 0 and var close)
                {
                    i = close;
                }

                continue;
            }

            if (!char.IsAsciiLetter(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && char.IsAsciiLetter(text[i]))
            {
                i++;
            }

            var word = text.AsSpan(start, i - start);
            if (word.Length > 3 || word is "the" or "The" or "is" or "are" or "We" or "we" or "of" or "it" or "It" or "so" or "So" or "for" or "not" or "Not")
            {
                words++;
            }

            // What stands directly behind the word is looked at next: k\left is no "kleft".
            i--;
        }

        return words >= 2;
    }
}
