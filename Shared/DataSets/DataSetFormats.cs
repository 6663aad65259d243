using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>The formats that <c>guide import</c> knows.</summary>
public static class DataSetFormats
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IDataSetFormat> All { get; } =
    [
        new Gsm8kFormat(), new MathFormat(), new HumanEvalFormat(), new MbppFormat(), new CodeContestsFormat(), new AppsFormat("apps"), new AppsFormat("taco"),
        new LiveCodeFormat("livecodebench"), new LiveCodeFormat("deepcoder"), new KodCodeFormat(), new VerlFormat(), new PromptFormat(),
        .. FieldMapping.Presets.Select(static preset => new MappedFormat(preset)),
    ];

    /// <summary>The mapping of fields behind a format; null when it is none.</summary>
    public static FieldMapping? MappingOf(string name) => FieldMapping.Presets.FirstOrDefault(preset => preset.Name == name);

    /// <summary>The format of that name, with another judge than its items name.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    /// <param name="domain">Who judges; null = as the format says.</param>
    /// <exception cref="GuideException">Exit code 2: the format's judge is fixed.</exception>
    public static IDataSetFormat Find(string name, Domain? domain) => domain is null ? Find(name)!
        : name == "verl" ? new VerlFormat(domain)
        : throw GuideException.Usage($"--domain does not go with --format {name}, whose judge is known.");

    /// <summary>The format of that name; null when there is none.</summary>
    public static IDataSetFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
