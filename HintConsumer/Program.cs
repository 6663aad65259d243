using Guide.StageHost;

namespace Guide.HintConsumer;

internal static class Program
{
    internal static Task<int> Main(string[] args) => StageProgram.RunAsync(args, Stage.Hint, static services => services.AddHintConsumer());
}
