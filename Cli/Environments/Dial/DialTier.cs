namespace Guide.Cli.Environments.Dial;

/// <summary>How rare a problem's instruction words are.</summary>
internal enum DialTier
{
    /// <summary>Five familiar words.</summary>
    Easy,

    /// <summary>Two unfamiliar words, three familiar ones.</summary>
    Medium,

    /// <summary>Five rare words.</summary>
    Hard,
}
