using Guide.PolicyModel.Tokens;

namespace Guide.UnitTests.PolicyModel;

public sealed class UnicodeCompositionTests
{
    /// <summary>Random strings of letters and marks that interact, with their form C as Python's unicodedata computes it.</summary>
    public static TheoryData<string, string> Strings => new()
    {
        { "\u0f72\U00011131\u0308\u0915", "\u0f72\U00011131\u0308\u0915" },
        { "\u0f72\u0300\u0f74\u0061\u09c7\u11a8\U00011127\u1100", "\u0f72\u0f74\u0300\u0061\u09c7\u11a8\U00011127\u1100" },
        { "\u09c7\U00011131\U00011127\u09c7", "\u09c7\U0001112e\u09c7" },
        { "\u030a\u1100\u030a\U0001112e\u093c\u0061\u0300", "\u030a\u1100\u030a\U0001112e\u093c\u00e0" },
        { "\u0f72\u0045\u212b", "\u0f72\u0045\u00c5" },
        { "\uac00", "\uac00" },
        { "\u0f74\u093c\u1f71\U0001d15e\u0f71\u03b1\u0308\u0915", "\u093c\u0f74\u03ac\U0001d157\u0f71\U0001d165\u03b1\u0308\u0915" },
        { "\u0045\u0308", "\u00cb" },
        { "\u0345\u11a8\u1f71\u212b\ufb1d\ufa10\u093c\u0f71", "\u0345\u11a8\u03ac\u00c5\u05d9\u05b4\u585a\u093c\u0f71" },
        { "\U00011131\u0f72\ufb1d\u0f72\u1100\u1e9b", "\U00011131\u0f72\u05d9\u05b4\u0f72\u1100\u1e9b" },
        { "\uac00", "\uac00" },
        { "\u2126\U00011131\u0f71", "\u03a9\U00011131\u0f71" },
        { "\u0345\u0f71", "\u0f71\u0345" },
        { "\uac01\u0307\u0300\u09c7\u09c7", "\uac01\u0307\u0300\u09c7\u09c7" },
        { "\u0958\u0300", "\u0915\u093c\u0300" },
        { "\u030a\u0065\uac01\u1f71\ufb1d\u0307\u0045", "\u030a\u0065\uac01\u03ac\u05d9\u05b4\u0307\u0045" },
        { "\u093c", "\u093c" },
        { "\U00011127\uac00\ufa10\u1161\u0045\u212b", "\U00011127\uac00\u585a\u1161\u0045\u00c5" },
        { "\u0300", "\u0300" },
        { "\u0f74\U00011131", "\u0f74\U00011131" },
        { "\u0328", "\u0328" },
        { "\uac01\u4e00\u11a8\u030a\u0045\u1e9b\u2126", "\uac01\u4e00\u11a8\u030a\u0045\u1e9b\u03a9" },
        { "\u0308\u093c\u093c\u09be\U0001112e\u093c", "\u093c\u093c\u0308\u09be\U0001112e\u093c" },
        { "\u4e00\ufa10", "\u4e00\u585a" },
        { "\u1f71\u1161\u212b\u1f71\u11a8", "\u03ac\u1161\u00c5\u03ac\u11a8" },
        { "\U00011127\u1e9b\u0061\ufb1d\u0f72", "\U00011127\u1e9b\u0061\u05d9\u05b4\u0f72" },
        { "\u0065\u093c\u4e00\u0f72\u0308\u0041", "\u0065\u093c\u4e00\u0f72\u0308\u0041" },
        { "\u09be\u0958\u0958\u0f74\uac00\u09d7", "\u09be\u0915\u093c\u0915\u093c\u0f74\uac00\u09d7" },
        { "\u0f72", "\u0f72" },
        { "\u0065", "\u0065" },
        { "\u11a8\u09be\u212b\u0f72\u0f74\u2126", "\u11a8\u09be\u00c5\u0f72\u0f74\u03a9" },
        { "\u0915\u0327\u2126", "\u0915\u0327\u03a9" },
        { "\u0f74\u11a8\u212b\u093c\u0302\u0065", "\u0f74\u11a8\u00c5\u093c\u0302\u0065" },
        { "\u212b\ufa10\u1100", "\u00c5\u585a\u1100" },
        { "\u1161\u2126\u0327\u1f71\u0302", "\u1161\u03a9\u0327\u03ac\u0302" },
        { "\u0f74\u2126", "\u0f74\u03a9" },
        { "\u1100\u03b1\u0323\u0301\u1e9b\u0345", "\u1100\u03ac\u0323\u1e9b\u0345" },
        { "\uac00\u1100\u0307\u0045\U0001112e\u0328\u2126\u0f71", "\uac00\u1100\u0307\u0045\U0001112e\u0328\u03a9\u0f71" },
        { "\uac00\u1e9b\u0301", "\uac00\u1e9b\u0301" },
        { "\u0f72\u0308\ufb1d\uac01\U0001112e\uac00", "\u0f72\u0308\u05d9\u05b4\uac01\U0001112e\uac00" },
        { "\u0958\ufb1d\uac01\ufb1d\u0f71\ufb1d\u0045\ufb1d", "\u0915\u093c\u05d9\u05b4\uac01\u05d9\u05b4\u0f71\u05d9\u05b4\u0045\u05d9\u05b4" },
        { "\u0328\u0061\u09c7", "\u0328\u0061\u09c7" },
        { "\U00011127\u1100\u0045\u09be\U0001112e\uac01\U00011131", "\U00011127\u1100\u0045\u09be\U0001112e\uac01\U00011131" },
        { "\u1100\u0300\u0f72\uac01\u0307\u1161", "\u1100\u0f72\u0300\uac01\u0307\u1161" },
        { "\u0045", "\u0045" },
        { "\u1f71\u0f71\u0041\u0061", "\u03ac\u0f71\u0041\u0061" },
        { "\u0307\u0323\ufa10\u212b\u1161\u0065\U0001112e\U00011131", "\u0323\u0307\u585a\u00c5\u1161\u0065\U0001112e\U00011131" },
        { "\u0041\u4e00\u0307\u1e9b\u0308\u11a8\U00011131", "\u0041\u4e00\u0307\u1e9b\u0308\u11a8\U00011131" },
        { "\u0041\u0958\u1100\u0328\u0307\U00011131\u0307\u0323", "\u0041\u0915\u093c\u1100\u0328\u0307\U00011131\u0323\u0307" },
        { "\uac00\u0308\u0061\u09d7", "\uac00\u0308\u0061\u09d7" },
        { "\u0041\uac00\u1161\uac00\u4e00\U0001112e\U0001112e", "\u0041\uac00\u1161\uac00\u4e00\U0001112e\U0001112e" },
        { "\u0041\u09c7\u2126\u0061\u0041\u0308\u0045", "\u0041\u09c7\u03a9\u0061\u00c4\u0045" },
        { "\u0041\u0300", "\u00c0" },
        { "\u0045\u0301\ufa10\ufa10\u09d7\u2126\u0323\u2126", "\u00c9\u585a\u585a\u09d7\u03a9\u0323\u03a9" },
        { "\u0958\u093c", "\u0915\u093c\u093c" },
        { "\u0f72\u212b\u0915\u11a8\u0328\u1e9b\u1f71", "\u0f72\u00c5\u0915\u11a8\u0328\u1e9b\u03ac" },
        { "\u0308\U00011127", "\u0308\U00011127" },
        { "\u093c", "\u093c" },
        { "\u0f71\u0327", "\u0f71\u0327" },
        { "\u0915", "\u0915" },
    };

    [Theory]
    [MemberData(nameof(Strings))]
    public void Form_c_equals_another_implementation(string text, string composed) => Assert.Equal(composed, UnicodeComposition.Compose(text));
}
