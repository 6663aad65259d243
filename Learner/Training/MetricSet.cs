namespace Guide.Learner.Training;

/// <summary>Metrics by name, all finite: what is not a number in this step is absent.</summary>
internal sealed class MetricSet
{
    private readonly SortedDictionary<string, double> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, double> Values => _values;

    public void Put(string name, double value)
    {
        if (double.IsFinite(value))
        {
            _values[name] = value;
        }
    }
}
