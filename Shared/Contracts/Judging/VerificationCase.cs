using System.Text.Json;

namespace Guide.Contracts.Judging;

/// <summary>What a verifier reads: the reference and what the policy said.</summary>
public sealed record VerificationCase
{
    /// <summary>Which verifier.</summary>
    public required Domain Domain { get; init; }

    /// <summary>The reference answer; null only for code.</summary>
    public string? Gold { get; init; }

    /// <summary><see cref="Gold"/> as it was read before (mathematics and science); null, or read from another answer = it is read now. The verdict is the same.</summary>
    public IParsedGold? ParsedGold { get; init; }

    /// <summary>True: <see cref="Gold"/> is a whole worked solution from which the answer is extracted; false: the bare answer.</summary>
    public bool GoldIsText { get; init; }

    /// <summary>Code only: the tests.</summary>
    public JsonElement? Tests { get; init; }

    /// <summary>The completion (or bare answer).</summary>
    public required string Prediction { get; init; }

    /// <summary>True (a rollout's case): the answer is extracted from a whole solution; false: the bare answer.</summary>
    public bool PredictionIsText { get; init; } = true;

    /// <summary>The problem's text where the verifier may need it (option texts, whether a unit may be missing); null = unknown.</summary>
    public string? Problem { get; init; }

    /// <summary>Relative tolerance; null = the domain's default.</summary>
    public double? RelTol { get; init; }

    /// <summary>Where the completion must give its answer.</summary>
    public AnswerFormat Format { get; init; } = AnswerFormat.Any;

    /// <summary>The case of a completion: what training, held-out evaluation and replay all judge.</summary>
    /// <param name="prompt">What was asked.</param>
    /// <param name="completion">The completion, decoded.</param>
    /// <param name="format">Where it must give its answer.</param>
    public static VerificationCase Of(IVerifiablePrompt prompt, string completion, AnswerFormat format)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return new VerificationCase
        {
            Domain = prompt.Domain,
            Gold = prompt.Gold,
            Tests = prompt.Tests,
            Prediction = completion,
            Problem = prompt.Text,
            RelTol = prompt.RelTol,
            Format = format,
        };
    }
}
