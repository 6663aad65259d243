using System.Globalization;
using System.Text;

namespace Guide.PolicyModel.Tokens;

/// <summary>The decoders of tokenizer.json, each from token texts to token texts.</summary>
internal static class Decoders
{
    internal static Func<List<string>, List<string>> Replace(string pattern, string content) =>
        tokens => tokens.ConvertAll(t => t.Replace(pattern, content, StringComparison.Ordinal));

    internal static List<string> Fuse(List<string> tokens) => [string.Concat(tokens)];

    internal static List<string> ByteLevel(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            ByteAlphabet.Append(token, bytes);
        }

        return [Encoding.UTF8.GetString([.. bytes])];
    }

    /// <summary>Runs of byte tokens become the text they encode, or one U+FFFD a byte where they encode none.</summary>
    internal static List<string> ByteFallback(List<string> tokens)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var texts = new List<string>(tokens.Count);
        var run = new List<byte>();
        void Flush()
        {
            if (run.Count == 0)
            {
                return;
            }

            try
            {
                texts.Add(strict.GetString([.. run]));
            }
            catch (DecoderFallbackException)
            {
                texts.Add(new string('\ufffd', run.Count));
            }

            run.Clear();
        }

        foreach (var token in tokens)
        {
            if (token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
                && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                run.Add(b);
            }
            else
            {
                Flush();
                texts.Add(token);
            }
        }

        Flush();
        return texts;
    }

    /// <summary>Takes up to that many characters from the ends of each token.</summary>
    internal static Func<List<string>, List<string>> Strip(char content, int start, int stop) => tokens => tokens.ConvertAll(token =>
    {
        var (from, to) = (0, token.Length);
        while (from < Math.Min(start, token.Length) && token[from] == content)
        {
            from++;
        }

        while (token.Length - to < stop && to > from && token[to - 1] == content)
        {
            to--;
        }

        return token[from..to];
    });

    internal static Func<List<string>, List<string>> Metaspace(char replacement, bool prepended) => tokens =>
        [.. tokens.Select((token, i) =>
        {
            var text = token.Replace(replacement, ' ');
            return i == 0 && prepended && text.StartsWith(' ') ? text[1..] : text;
        })];
}
