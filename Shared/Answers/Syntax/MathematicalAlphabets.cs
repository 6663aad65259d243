namespace Guide.Answers.Syntax;

/// <summary>Letters and digits of the mathematical alphabets of Unicode (𝑥, 𝐯, 𝛼, 𝟓) as plain ones.</summary>
internal static class MathematicalAlphabets
{
    private const int Latin = 0x1D400;
    private const int Greek = 0x1D6A8;
    private const int Digits = 0x1D7CE;
    private const int End = 0x1D800;
    private const string LatinLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string GreekLetters = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΘΣΤΥΦΧΨΩ∇αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ";

    /// <summary>The plain character; null for any other code point.</summary>
    public static char? Plain(int codePoint) => codePoint switch
    {
        < Latin or >= End => null,
        >= Digits => (char)('0' + ((codePoint - Digits) % 10)),
        >= Greek => GreekLetters[(codePoint - Greek) % GreekLetters.Length],
        < 0x1D6A4 => LatinLetters[(codePoint - Latin) % LatinLetters.Length],
        _ => null,
    };
}
