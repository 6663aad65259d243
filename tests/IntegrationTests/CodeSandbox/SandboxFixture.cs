using Guide.CodeSandbox.Isolation;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>One sandbox for all tests of the collection.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    /// <summary>Apart from other sandboxes of this machine, so that counting its processes means something.</summary>
    public const int FirstUid = 64_000;

    public Sandbox Sandbox { get; private set; } = null!;

    public ProgramRunner Programs { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Sandbox = await Sandbox.StartAsync(new SandboxOptions { Slots = 2, FirstUid = FirstUid }, TimeProvider.System, CancellationToken.None);
        Programs = new(Sandbox);
    }

    public async Task DisposeAsync()
    {
        if (Sandbox is not null)
        {
            await Sandbox.DisposeAsync();
        }
    }

    public async Task<SandboxResult> RunAsync(
        string language, string code, string input = "", SandboxLimits? limits = null, bool cold = false, IReadOnlyList<string>? fetch = null)
    {
        var runtime = Sandbox.Runtimes.Get(language) ?? throw new InvalidOperationException($"{language} is not installed");
        var program = await Programs.PrepareAsync(runtime, code, [], ProgramRunner.CompileLimits, CancellationToken.None);
        Assert.True(program.Compiled, program.CompileResult?.ErrorText ?? "");
        var request = program.Request(System.Text.Encoding.UTF8.GetBytes(input), limits ?? new SandboxLimits(), cold);
        return await Sandbox.RunAsync(request with { Fetch = fetch ?? [] }, CancellationToken.None);
    }
}
