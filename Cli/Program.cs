namespace Guide.Cli;

internal static class Program
{
    internal static Task<int> Main(string[] args) => GuideRoot.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
}
