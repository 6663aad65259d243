namespace Guide.CodeSandbox.Isolation;

/// <summary>The sandbox cannot serve: says nothing about a candidate.</summary>
public sealed class SandboxException(string message, Exception? inner = null) : Exception(message, inner);
