using Guide.StageHost;

namespace Guide.Producer;

internal static class Program
{
    internal static Task<int> Main(string[] args) => StageProgram.RunAsync(args, Stage.Producer, static services => services.AddProducer());
}
