namespace Guide.HintConsumer.Teaching;

/// <summary>One request for one hint.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="System">What the teacher is.</param>
/// <param name="Request">What it is asked.</param>
/// <param name="Temperature">Sampling temperature.</param>
/// <param name="MaxTokens">Budget of the answer.</param>
/// <param name="Seed">Sent along; servers that know seeds then repeat themselves.</param>
internal sealed record TeacherQuestion(string Model, string System, string Request, double Temperature, int MaxTokens, long Seed);
