using System.Text.Json;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>A public data set's own schema, item by item, into the project's prompt schema. Pure: gold answers are judged parsable elsewhere.</summary>
public interface IDataSetFormat
{
    /// <summary>The word on the command line.</summary>
    string Name { get; }

    /// <summary>The fields of an item that it looks at: only they are read where a file keeps each in a column of its own; null = all.</summary>
    IReadOnlyCollection<string>? Columns => null;

    /// <summary>Fields that the user named: a file in which no item has one of them is not the file that was meant.</summary>
    IReadOnlyCollection<string> Named => [];

    /// <summary>True when the item has a field of <see cref="Named"/>, be it empty.</summary>
    bool Has(SourceItem item, string field) => true;

    /// <summary>Converts one item.</summary>
    /// <param name="item">The item as JSON.</param>
    /// <param name="fallbackId">An id unique in the file, for items that have none of their own.</param>
    /// <exception cref="FormatException">What is missing or wrong in this item, without its place.</exception>
    PromptRecord Convert(JsonElement item, string fallbackId);

    /// <summary>Code: solutions that the data set holds to be right, any of which shows that its tests are; empty = it has none.</summary>
    IReadOnlyList<string> References(JsonElement item) => [];
}
