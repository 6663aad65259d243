using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

using Guide.Contracts.Recipes;

namespace Guide.Contracts;

/// <summary>The one JSON form of recipes: snake_case names, enums as snake_case words, unknown keys refused.</summary>
public static class RecipeJson
{
    /// <summary>Serializer options of that form.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = false,
    };

    /// <summary>The frozen form that the runs table stores.</summary>
    public static string Freeze(RunRecipe recipe) => JsonSerializer.Serialize(recipe, Options);

    /// <summary>Reads a frozen recipe.</summary>
    /// <exception cref="JsonException">Not a recipe of this version.</exception>
    public static RunRecipe Thaw(string json) =>
        JsonSerializer.Deserialize<RunRecipe>(json, Options) ?? throw new JsonException("The recipe is null.");

    /// <summary>SHA-256 of a frozen recipe, lower-case hexadecimal.</summary>
    public static string Hash(string frozen) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(frozen)));
}
