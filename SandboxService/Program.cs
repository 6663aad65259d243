using Guide.Commands;

namespace Guide.SandboxService;

internal static class Program
{
    internal static Task<int> Main(string[] args) =>
        CommandProgram.RunAsync(SandboxCommand.Root(), [SandboxCommand.Name, .. args], Console.Out, Console.Error, SandboxCommand.Expected, CancellationToken.None);
}
