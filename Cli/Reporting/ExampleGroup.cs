namespace Guide.Cli.Reporting;

/// <summary>A group that shows what one kind of outcome looks like.</summary>
/// <param name="RunId">Its run.</param>
/// <param name="Kind">What it is an example of.</param>
/// <param name="GroupId">For guide explain.</param>
/// <param name="Prompt">What was asked.</param>
/// <param name="Hint">The hint; null = none.</param>
/// <param name="Completion">One of its completions.</param>
/// <param name="Correct">How many of its completions are correct.</param>
/// <param name="Judged">How many were judged.</param>
internal sealed record ExampleGroup(string RunId, string Kind, Guid GroupId, string Prompt, string? Hint, string Completion, int Correct, int Judged);
