using System.Text;

namespace Guide.PolicyModel.Tokens;

/// <summary>Normalisation form C.</summary>
internal static class UnicodeComposition
{
    internal static string Compose(string text) => text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
}
