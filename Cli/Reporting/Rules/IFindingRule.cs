namespace Guide.Cli.Reporting.Rules;

/// <summary>One kind of sentence of a report, with its condition.</summary>
internal interface IFindingRule
{
    /// <summary>The sentences that the results bear out; none where the condition is not met.</summary>
    IEnumerable<string> Of(IReadOnlyList<RunResult> runs);
}
