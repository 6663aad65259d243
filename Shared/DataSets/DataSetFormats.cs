namespace Guide.DataSets;

/// <summary>The formats that <c>guide import</c> knows.</summary>
public static class DataSetFormats
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IDataSetFormat> All { get; } =
        [new Gsm8kFormat(), new MathFormat(), new HumanEvalFormat(), new MbppFormat(), new CodeContestsFormat(), new AppsFormat("apps"), new AppsFormat("taco"),
         new LiveCodeFormat("livecodebench"), new LiveCodeFormat("deepcoder"), new KodCodeFormat(), new VerlFormat(), new PromptFormat()];

    /// <summary>The format of that name; null when there is none.</summary>
    public static IDataSetFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);
}
