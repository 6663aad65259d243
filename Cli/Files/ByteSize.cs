using System.Globalization;

namespace Guide.Cli.Files;

/// <summary>Sizes for people.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>Two or three digits and a unit; each unit is a thousand of the one before.</summary>
    public static string Text(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            (value, unit) = (value / 1000, unit + 1);
        }

        return $"{value.ToString(value < 9.95 && unit > 0 ? "0.0" : "0", CultureInfo.InvariantCulture)} {Units[unit]}";
    }
}
