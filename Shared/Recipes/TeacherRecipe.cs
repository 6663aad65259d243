using System.ComponentModel.DataAnnotations;

namespace Guide.Recipes;

/// <summary>What a teacher is asked for, and what it may cost. Where it is and its key are the process's own (section <c>Teacher</c>).</summary>
public sealed record TeacherRecipe
{
    /// <summary>The model's name, as its server knows it.</summary>
    public string Model { get; init; } = "";

    /// <summary>Hints of one level for one prompt, tried one after the other.</summary>
    [Range(1, 16)]
    public int Candidates { get; init; } = 2;

    /// <summary>Sampling temperature.</summary>
    [Range(0.0, 2.0)]
    public double Temperature { get; init; } = 0.7;

    /// <summary>Budget of one answer.</summary>
    [Range(1, 100_000)]
    public int MaxTokens { get; init; } = 400;

    /// <summary>Requests that a run may send, failed ones included; 0 = no bound.</summary>
    [Range(0, 1_000_000_000)]
    public int MaxCalls { get; init; }

    /// <summary>Tokens that a run may spend, asked and answered, as the server counts them; 0 = no bound.</summary>
    [Range(0, int.MaxValue)]
    public int MaxTotalTokens { get; init; }

    /// <summary>What a million tokens cost, in any currency: only what is shown depends on it.</summary>
    [Range(0.0, 1e6)]
    public double PricePerMillionTokens { get; init; }

    /// <summary>How long a verified group waits for its hint before it is completed without one.</summary>
    [Range(0.0, 100_000.0)]
    public double WaitMinutes { get; init; } = 10;
}
