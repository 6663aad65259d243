namespace Guide.Cli.Reporting.Drawing;

/// <summary>
/// Colours by name, the same everywhere in a report: a policy keeps its colour from the headline to the last chart. The page's style sheet
/// says what they are, in light and in dark.
/// </summary>
internal sealed class Palette
{
    /// <summary>Policies that have a colour of their own; further ones begin again.</summary>
    public const int Policies = 6;

    /// <summary>Colours of series that are no policies.</summary>
    public const int Shades = 6;

    private readonly List<string> _policies = [];

    /// <summary>The policy's colour: a class of the style sheet.</summary>
    public string Of(string policy)
    {
        if (policy == Initial)
        {
            return "c-initial";
        }

        if (!_policies.Contains(policy))
        {
            _policies.Add(policy);
        }

        return $"c{_policies.IndexOf(policy) % Policies}";
    }

    /// <summary>The colour of the i-th of several series that are no policies.</summary>
    public static string Shade(int index) => $"s{index % Shades}";

    /// <summary>The name of the policy that all begin with.</summary>
    public const string Initial = "initial";
}
