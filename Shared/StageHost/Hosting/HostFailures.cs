using Guide.Contracts;
using Guide.Storage;

using Microsoft.Extensions.Options;

namespace Guide.StageHost;

/// <summary>The failures of databases and settings that a user can mend.</summary>
public static class HostFailures
{
    /// <summary>Such a failure as its user is told of it; null = it is none.</summary>
    public static GuideException? Expected(Exception exception) => exception switch
    {
        OptionsValidationException invalid => GuideException.Usage(string.Join(" ", invalid.Failures), invalid),
        _ when DatabaseErrors.IsDatabase(exception) || DatabaseErrors.IsTransient(exception) =>
            new GuideException($"the database cannot be used: {exception.GetBaseException().Message}", exception),
        _ => null,
    };
}
