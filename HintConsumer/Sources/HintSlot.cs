using Guide.Contracts;
using Guide.Recipes;

namespace Guide.HintConsumer.Sources;

/// <summary>A hint that a prompt may have, made or not.</summary>
/// <param name="Source">Who makes it.</param>
/// <param name="Level">How much it says; null = a data set's own.</param>
/// <param name="Candidate">Which of several, from 0.</param>
internal sealed record HintSlot(HintSource Source, HintLevel? Level, int Candidate);
