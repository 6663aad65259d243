using Guide.StageHost;

namespace Guide.Learner;

internal static class Program
{
    internal static Task<int> Main(string[] args) => StageProgram.RunAsync(args, Stage.Learner, static services => services.AddLearner());
}
