using System.Reflection;
using System.Security.Cryptography;

using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.OwnVerifiers;

/// <summary>A judge out of its assembly.</summary>
/// <param name="Verifier">The judge.</param>
/// <param name="Path">The file, as it was named.</param>
/// <param name="Sha256">Of the bytes that were loaded, lower-case hexadecimal.</param>
internal sealed record JudgeAssembly(IVerifier Verifier, string Path, string Sha256)
{
    /// <summary>Loads it.</summary>
    /// <exception cref="GuideException">Exit code 2: the file, its hash, or its class is not what is wanted; one line that names the file.</exception>
    public static JudgeAssembly Load(AssemblyVerifierRecipe recipe)
    {
        var path = recipe.Path ?? throw GuideException.Usage("'verification.assembly.path': is missing.");
        try
        {
            // What is loaded is what was hashed.
            var bytes = File.ReadAllBytes(path);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
            if (recipe.Sha256 is { } wanted && !string.Equals(wanted.Trim(), sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw GuideException.Usage($"{path}: its SHA-256 is {sha256}, not {wanted}.");
            }

            using var stream = new MemoryStream(bytes);
            var assembly = new JudgeLoadContext(System.IO.Path.GetFullPath(path)).LoadFromStream(stream);
            var verifier = (IVerifier)Activator.CreateInstance(Find(assembly, recipe.Type, path))!;
            return verifier.Domain == Domain.Assembly
                ? new(verifier, path, sha256)
                : throw GuideException.Usage($"{path}: {verifier.GetType().FullName} judges the domain {SnakeCaseJson.Word(verifier.Domain)}; a judge of your own has the domain assembly.");
        }
        catch (Exception exception) when (exception is not GuideException)
        {
            // Whatever a file that is none of ours makes of the loader, or its constructor throws.
            var cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            throw GuideException.Usage($"{path}: cannot be loaded as a judge: {cause.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", exception);
        }
    }

    private static Type Find(Assembly assembly, string? name, string path)
    {
        var judges = assembly.GetExportedTypes().Where(static type => type is { IsClass: true, IsAbstract: false } && typeof(IVerifier).IsAssignableFrom(type)).ToArray();
        var chosen = name is null ? judges : [.. judges.Where(type => type.FullName == name)];
        var names = judges.Length == 0 ? $"it has no public class that is a {typeof(IVerifier).FullName}" : $"it has {string.Join(", ", judges.Select(static type => type.FullName).Order(StringComparer.Ordinal))}";
        return chosen is not [var judge] ? throw GuideException.Usage(name is null ? $"{path}: {names}{(judges.Length > 1 ? ": say which (verification.assembly.type)" : "")}." : $"{path}: there is no judge {name}; {names}.")
            : judge.GetConstructor(Type.EmptyTypes) is null ? throw GuideException.Usage($"{path}: {judge.FullName} has no public constructor without parameters.")
            : judge;
    }
}
