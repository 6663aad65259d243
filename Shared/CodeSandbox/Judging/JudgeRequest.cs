using System.Text.Json;

namespace Guide.CodeSandbox.Judging;

/// <summary>Body of <c>POST /judge</c>: what a code verifier reads. The tests go to this service, never into a candidate's sandbox.</summary>
/// <param name="Tests">The tests.</param>
/// <param name="Prediction">The completion, or bare code.</param>
/// <param name="PredictionIsText">True: the code is in the completion's last code block.</param>
public sealed record JudgeRequest(JsonElement Tests, string Prediction, bool PredictionIsText);
