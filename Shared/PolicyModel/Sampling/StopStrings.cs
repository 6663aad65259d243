using System.Text;
using Guide.PolicyModel.Tokens;

namespace Guide.PolicyModel.Sampling;

/// <summary>Whether the text of a growing completion has just come to contain one of the stop strings.</summary>
internal sealed class StopStrings(ITokenizer tokenizer, IReadOnlyList<string> texts)
{
    // A token adds at least one byte unless it has no text, hence the margin: a window this long holds any stop string that ends now.
    private readonly int _window = (2 * texts.Max(Encoding.UTF8.GetByteCount)) + 16;

    internal bool EndsIn(List<int> ids)
    {
        var from = Math.Max(0, ids.Count - _window);
        var text = tokenizer.Decode([.. ids[from..]], skipSpecialTokens: false);
        return texts.Any(t => text.Contains(t, StringComparison.Ordinal));
    }
}
