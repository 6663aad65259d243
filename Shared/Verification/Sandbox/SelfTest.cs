namespace Guide.Verification.Sandbox;

internal static class SelfTest
{
    public static Task<IReadOnlyList<ProbeResult>> RunAsync(CodeSandbox sandbox, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ProbeResult>>([]);
}
