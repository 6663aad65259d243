using System.Globalization;
using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>strftime in the C locale, of the date that a rendering is told: never the machine's clock.</summary>
internal static class DateText
{
    /// <summary>The date in the format given.</summary>
    /// <exception cref="TemplateException">A directive is not known.</exception>
    public static string Format(DateTime date, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            var plain = i + 1 < format.Length && format[i + 1] == '-';
            i += plain ? 2 : 1;
            var part = i < format.Length ? Part(date, format[i]) : throw new TemplateException("strftime_now: the format ends in '%'");
            text.Append(plain && part.Length > 1 ? part.TrimStart('0') is { Length: > 0 } rest ? rest : "0" : part);
        }

        return text.ToString();
    }

    private static string Part(DateTime date, char directive) => directive switch
    {
        'd' => date.ToString("dd", CultureInfo.InvariantCulture),
        'e' => date.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'm' => date.ToString("MM", CultureInfo.InvariantCulture),
        'b' or 'h' => date.ToString("MMM", CultureInfo.InvariantCulture),
        'B' => date.ToString("MMMM", CultureInfo.InvariantCulture),
        'y' => date.ToString("yy", CultureInfo.InvariantCulture),
        'Y' => date.ToString("yyyy", CultureInfo.InvariantCulture),
        'a' => date.ToString("ddd", CultureInfo.InvariantCulture),
        'A' => date.ToString("dddd", CultureInfo.InvariantCulture),
        'H' => date.ToString("HH", CultureInfo.InvariantCulture),
        'I' => date.ToString("hh", CultureInfo.InvariantCulture),
        'M' => date.ToString("mm", CultureInfo.InvariantCulture),
        'S' => date.ToString("ss", CultureInfo.InvariantCulture),
        'p' => date.ToString("tt", CultureInfo.InvariantCulture),
        'j' => date.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'F' => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        'T' => date.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        'D' => date.ToString("MM/dd/yy", CultureInfo.InvariantCulture),
        '%' => "%",
        _ => throw new TemplateException($"strftime_now: '%{directive}' is not supported"),
    };
}
