using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Guide.Commands;

/// <summary>Options that are numbers: what is none, or is out of range, is one line in the option's own words.</summary>
public static class NumberOption
{
    /// <summary>A whole number with a default.</summary>
    public static Option<int> Whole(string name, string description, int absent, int least, int most = int.MaxValue, params string[] aliases)
    {
        var option = new Option<int>(name, aliases) { Description = description, HelpName = "N", DefaultValueFactory = _ => absent };
        option.CustomParser = result => Parse(result, name, least, most) ?? 0;
        return option;
    }

    /// <summary>A whole number that may be absent.</summary>
    public static Option<int?> Optional(string name, string description, int least, int most = int.MaxValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Parse(result, name, least, most),
    };

    /// <summary>A number with a default.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">What it means.</param>
    /// <param name="absent">Its default.</param>
    /// <param name="least">The smallest value.</param>
    /// <param name="most">The largest value.</param>
    /// <param name="aliases">Other names.</param>
    public static Option<double> Real(string name, string description, double absent, double least, double most, params string[] aliases)
    {
        var option = new Option<double>(name, aliases) { Description = description, HelpName = "X", DefaultValueFactory = _ => absent };
        option.CustomParser = result =>
        {
            if (double.TryParse(Word(result), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is a number from {least} to {most}; got '{Word(result)}'."));
            return absent;
        };
        return option;
    }

    private static int? Parse(ArgumentResult result, string name, int least, int most)
    {
        if (int.TryParse(Word(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError(most == int.MaxValue ? $"{name} is a whole number, at least {least}; got '{Word(result)}'." : $"{name} is a whole number from {least} to {most}; got '{Word(result)}'.");
        return null;
    }

    private static string Word(ArgumentResult result) => result.Tokens is [var only] ? only.Value : string.Join(' ', result.Tokens.Select(token => token.Value));
}
