namespace Guide.HintConsumer.Teaching;

/// <summary>A teacher gave no hint.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">One line for the reader, never with the key.</param>
/// <param name="retryAfter">When it wants to be asked again; null = it does not say.</param>
/// <param name="inner">The cause.</param>
internal sealed class TeacherException(TeacherFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public TeacherFailure Failure => failure;

    /// <summary>When it wants to be asked again.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
