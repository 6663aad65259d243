using Guide.StageHost;

namespace Guide.VerifierConsumer;

internal static class Program
{
    internal static Task<int> Main(string[] args) => StageProgram.RunAsync(args, Stage.Verifier, static services => services.AddVerifierConsumer());
}
