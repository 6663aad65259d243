namespace Guide.DataSets;

/// <summary>An item that is whole but cannot be a prompt here; it is left out and counted, whatever is done with items that are not whole.</summary>
public sealed class LeftOutException : Exception
{
    /// <param name="message">Why, without its place.</param>
    public LeftOutException(string message)
        : base(message)
    {
    }
}
