using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

using Guide.CodeSandbox.Isolation;

namespace Guide.CodeSandbox.Judging;

/// <summary>Finds the program among a completion's code blocks.</summary>
internal sealed partial class ProgramPicker(Sandbox sandbox)
{
    /// <summary>
    /// The block that is the program: in the language asked for or another one that is installed; in Python the last that defines what
    /// the test calls, or reads input, or at least parses and does something. Null = there is no block.
    /// </summary>
    public async Task<CodeBlock?> PickAsync(CodeTests tests, IReadOnlyList<CodeBlock> blocks, CancellationToken cancellationToken)
    {
        if (blocks.Count < 2)
        {
            return blocks.Count == 0 ? null : blocks[0];
        }

        var asked = sandbox.Runtimes.Get(tests.Kind == CodeTestKind.Function ? "python" : tests.Language);
        // A block in the shell's language shows how to start the program, unless the shell's is the language asked for.
        bool Runs(CodeBlock block) => block.Language.Length > 0 && sandbox.Runtimes.Get(block.Language) is { } named
            && (named == asked || (tests.Kind == CodeTestKind.Stdio && named.Name != "bash"));
        CodeBlock[] named = [.. blocks.Where(Runs)];
        var left = named.Length > 0 ? named : [.. blocks.Where(b => b.Language.Length == 0)];
        if (left.Length < 2)
        {
            return left.Length == 0 ? blocks[^1] : left[0];
        }

        var language = left[^1].Language.Length > 0 ? sandbox.Runtimes.Get(left[^1].Language) : asked;
        left = [.. left.Where(b => b.Language.Length == 0 || sandbox.Runtimes.Get(b.Language) == language)];
        return language is { Zygote: true }
            ? await ParsedAsync(tests, left, cancellationToken)
            : left.LastOrDefault(b => b.Code.Contains("main", StringComparison.Ordinal)) ?? left[^1];
    }

    private async Task<CodeBlock> ParsedAsync(CodeTests tests, CodeBlock[] blocks, CancellationToken cancellationToken)
    {
        var question = new { blocks = blocks.Select(b => b.Code), names = Names(tests), prompt = tests.PromptCode };
        var run = await sandbox.RunAsync(
            new() { Zygote = true, Files = [new("main.py", AgentScripts.Pick), new("blocks.json", JsonSerializer.SerializeToUtf8Bytes(question))] }, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var said = run.OutputText.Split('\n', 2);
        return int.TryParse(said[0], CultureInfo.InvariantCulture, out var at) && at >= 0 && at < blocks.Length
            ? blocks[at] with { Code = said.Length > 1 ? said[1] + blocks[at].Code : blocks[at].Code }
            : blocks[^1];
    }

    // What the program may define so that the tests can call it.
    private static IEnumerable<string> Names(CodeTests tests) => tests switch
    {
        { Kind: CodeTestKind.Stdio } => [],
        { EntryPoint: { } entry } => entry.Split(["().", "."], StringSplitOptions.None),
        _ => [.. (tests.Asserts ?? []).Append(tests.Pytest ?? "").SelectMany(a => CalledName().Matches(a)).Select(m => m.Value).Distinct()],
    };

    [GeneratedRegex(@"\b[A-Za-z_]\w*(?=\s*\()", RegexOptions.None, 1000)]
    private static partial Regex CalledName();
}
