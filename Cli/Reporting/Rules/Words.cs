using System.Globalization;

namespace Guide.Cli.Reporting.Rules;

/// <summary>Numbers in findings.</summary>
internal static class Words
{
    /// <summary>A pass rate.</summary>
    public static string P(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A change of one.</summary>
    public static string Signed(double share) => share.ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture);

    /// <summary>A share.</summary>
    public static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    /// <summary>A count.</summary>
    public static string N(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Three significant digits.</summary>
    public static string G(double number) => number.ToString("G3", CultureInfo.InvariantCulture);
}
