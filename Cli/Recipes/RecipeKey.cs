using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Xml.Linq;

using Guide.Contracts;
using Guide.Recipes;

namespace Guide.Cli.Recipes;

/// <summary>One key of a recipe, read off the record that holds it.</summary>
/// <param name="Key">Dotted.</param>
/// <param name="Default">Its value where a recipe does not name it; empty = none.</param>
/// <param name="Range">What it may be.</param>
/// <param name="Unit">Its unit; empty for words and switches.</param>
/// <param name="Condition">When it has an effect; null = always.</param>
/// <param name="Meaning">What it means: the record's own documentation.</param>
internal sealed record RecipeKey(string Key, string Default, string Range, string Unit, string? Condition, string Meaning)
{
    private static readonly Lazy<IReadOnlyList<RecipeKey>> s_all = new(Read);

    /// <summary>All of them, in the order of the records.</summary>
    public static IReadOnlyList<RecipeKey> All => s_all.Value;

    private static List<RecipeKey> Read()
    {
        var defaults = new RunRecipe { Name = "" };
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(RunRecipe).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary"), StringComparer.Ordinal);
        return [.. RecipeSchema.Keys.Select(key => new RecipeKey(
            key.Key,
            key.Property.IsDefined(typeof(RequiredAttribute)) ? "" : Text(RecipeSchema.Read(defaults, key.Key)),
            RangeOf(key.Property),
            RecipeUnits.Of(key.Key),
            ConditionOf(key.Key),
            Words(documentation.GetValueOrDefault($"P:{key.Property.DeclaringType!.FullName}.{key.Property.Name}"))))];
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool yes => yes ? "true" : "false",
        Enum word => SnakeCaseJson.Word(word),
        string text => $"\"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string RangeOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return property.GetCustomAttribute<RangeAttribute>() is { } range
                ? Equals(range.Maximum, int.MaxValue) ? $"{Bound(range.Minimum)} or more" : $"{Bound(range.Minimum)} … {Bound(range.Maximum)}"
            : type.IsEnum ? string.Join(", ", Enum.GetValues(type).Cast<Enum>().Select(SnakeCaseJson.Word))
            : type == typeof(bool) ? "true, false"
            : type == typeof(string) ? "text"
            : "number";
    }

    private static string Bound(object bound) => bound is double number
        ? number.ToString("G6", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{bound}");

    private static string? ConditionOf(string key) =>
        RecipeConditions.All.FirstOrDefault(condition => condition.Covers(key))?.When;

    private static string Words(XElement? summary) => summary is null ? "" : string.Join(' ', string.Concat(summary.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Referred(see),
        XElement element => element.Value,
        _ => "",
    })).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A property as a reader of recipes knows it: by its key's last part.</summary>
    private static string Referred(XElement see) =>
        see.Attribute("cref")?.Value is { } cref ? SnakeCaseJson.Name(cref[(cref.LastIndexOf('.') + 1)..]) : see.Attribute("langword")?.Value ?? see.Value;
}
