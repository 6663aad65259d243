namespace Guide.Contracts;

/// <summary>A bearer token kept in a file, so that it stands in no command line: the file's first line.</summary>
public static class BearerTokenFile
{
    /// <summary>The token, without white space around it; null where no file is named.</summary>
    /// <param name="path">The file; null = none.</param>
    /// <exception cref="GuideException">It cannot be read or its first line is empty (exit code 2).</exception>
    public static string? Read(string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            var token = File.ReadLines(path).FirstOrDefault()?.Trim() ?? "";
            return token.Length > 0 ? token : throw GuideException.Usage($"{path}: the first line holds no token.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw GuideException.Usage($"{path}: the token cannot be read: {exception.Message}", exception);
        }
    }
}
