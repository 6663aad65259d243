using Guide.StageHost;

namespace Guide.RolloutConsumer;

internal static class Program
{
    internal static Task<int> Main(string[] args) => StageProgram.RunAsync(args, Stage.Rollout, static services => services.AddRolloutConsumer());
}
