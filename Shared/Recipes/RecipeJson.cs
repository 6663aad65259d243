using System.Security.Cryptography;
using System.Text.Json;

using Guide.Contracts;

namespace Guide.Recipes;

/// <summary>Recipes as the runs table stores them.</summary>
public static class RecipeJson
{
    /// <summary>The frozen form that the runs table stores.</summary>
    public static string Freeze(RunRecipe recipe) => JsonSerializer.Serialize(recipe, SnakeCaseJson.Options);

    /// <summary>Reads a frozen recipe.</summary>
    /// <exception cref="JsonException">Not a recipe of this version.</exception>
    public static RunRecipe Thaw(string json) =>
        JsonSerializer.Deserialize<RunRecipe>(json, SnakeCaseJson.Options) ?? throw new JsonException("The recipe is null.");

    /// <summary>SHA-256 of a frozen recipe, lower-case hexadecimal.</summary>
    public static string Hash(string frozen) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(frozen)));
}
