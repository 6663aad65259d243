namespace Guide.Cli.Import;

/// <summary>What an import did.</summary>
/// <param name="Prompts">Prompts written.</param>
/// <param name="Hinted">Of those, with a hint.</param>
/// <param name="Quarantined">Left out because their gold answer cannot be parsed; listed in the quarantine file.</param>
/// <param name="Duplicates">Left out because the same prompt stands above; listed there too.</param>
/// <param name="LeftOut">Left out because they cannot be prompts (a picture); listed there too.</param>
/// <param name="Dropped">What of written prompts' items is not in them, as "system turn", and how often.</param>
/// <param name="RefusedHints">Hints left away because they say the answer; listed in the quarantine file.</param>
internal sealed record ImportResult(int Prompts, int Hinted, int Quarantined, int Duplicates, int LeftOut, IReadOnlyDictionary<string, int> Dropped, int RefusedHints);
