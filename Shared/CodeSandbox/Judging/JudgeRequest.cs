using System.Text.Json;

using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>Body of <c>POST /judge</c>: what a code verifier reads. The tests go to this service, never into a candidate's sandbox.</summary>
/// <param name="Tests">The tests.</param>
/// <param name="Prediction">The completion, or bare code.</param>
/// <param name="PredictionIsText">True: the code is in the completion's last code block.</param>
public sealed record JudgeRequest(JsonElement Tests, string Prediction, bool PredictionIsText)
{
    /// <summary>What a code verifier reads of a case; null: the case has no tests.</summary>
    public static JudgeRequest? Of(VerificationCase verificationCase) =>
        verificationCase.Tests is { } tests ? new(tests, verificationCase.Prediction, verificationCase.PredictionIsText) : null;

    /// <summary>The case again.</summary>
    public VerificationCase ToCase() =>
        new() { Domain = Domain.Code, Tests = Tests, Prediction = Prediction, PredictionIsText = PredictionIsText };
}
