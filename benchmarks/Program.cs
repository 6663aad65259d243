using Guide.Benchmarks.Experiments;

namespace Guide.Benchmarks;

internal static class Program
{
    internal static async Task<int> Main(string[] arguments)
    {
        switch (arguments.FirstOrDefault())
        {
            case "dial":
                return await DialExperiment.Run(arguments[1..]);
            default:
                await Console.Error.WriteLineAsync("dotnet run -c Release --project benchmarks -- dial RECIPE SEEDS [key=value …]");
                return 2;
        }
    }
}
