using System.Text.Json;

using Guide.Contracts;

namespace Guide.Storage.Entities;

/// <summary>What groups.sampling_settings holds: how an evaluation samples (what is null is the recipe's), and what a replay judges.</summary>
public sealed record GroupSettings
{
    /// <summary>Sampling temperature.</summary>
    public double? Temperature { get; init; }

    /// <summary>Token budget of a completion.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Nucleus.</summary>
    public double? TopP { get; init; }

    /// <summary>Likeliest tokens only.</summary>
    public int? TopK { get; init; }

    /// <summary>Smallest share of the likeliest token.</summary>
    public double? MinP { get; init; }

    /// <summary>Replay: the group whose rollouts are judged again.</summary>
    public Guid? ReplayOf { get; init; }

    /// <summary>Replay: its name.</summary>
    public string? Replay { get; init; }

    /// <summary>The stored form; null when everything is the recipe's.</summary>
    public string? ToJson() => this == new GroupSettings()
        ? null
        : JsonSerializer.Serialize(this, Compact);

    /// <summary>The settings of a group.</summary>
    public static GroupSettings Of(string? json) =>
        json is null ? new GroupSettings() : JsonSerializer.Deserialize<GroupSettings>(json, SnakeCaseJson.Options) ?? new GroupSettings();

    private static JsonSerializerOptions Compact { get; } = new(SnakeCaseJson.Options) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}
