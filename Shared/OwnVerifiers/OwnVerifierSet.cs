using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.Recipes;

namespace Guide.OwnVerifiers;

/// <summary>The judges of the user's own that a recipe names: none, one or both. The one place that makes them.</summary>
public sealed class OwnVerifierSet : IDisposable
{
    private OwnVerifierSet(IReadOnlyList<IVerifier> all) => All = all;

    /// <summary>All of them.</summary>
    public IReadOnlyList<IVerifier> All { get; }

    /// <summary>Those of a recipe.</summary>
    /// <param name="recipe">Its section verification.</param>
    /// <param name="time">Clock of time-outs and pauses.</param>
    /// <exception cref="GuideException">Exit code 2: one cannot be made; the message names its setting or file.</exception>
    public static OwnVerifierSet Of(VerificationRecipe recipe, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var verifiers = new List<IVerifier>();
        if (recipe.Http.Url is not null)
        {
            verifiers.Add(new HttpVerifier(recipe.Http, time));
        }

        if (recipe.Assembly.Path is not null)
        {
            verifiers.Add(new AssemblyVerifier(recipe.Assembly, time));
        }

        return new(verifiers);
    }

    /// <summary>Longest time that one case of a domain may take by its judge's own settings; zero for the judges of this project.</summary>
    public static TimeSpan BudgetOf(Domain domain, VerificationRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return domain switch
        {
            Domain.Http => HttpVerifier.BudgetOf(recipe.Http),
            Domain.Assembly => AssemblyVerifier.BudgetOf(recipe.Assembly),
            _ => TimeSpan.Zero,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var verifier in All.OfType<IDisposable>())
        {
            verifier.Dispose();
        }
    }
}
