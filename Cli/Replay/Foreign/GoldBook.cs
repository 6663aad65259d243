using Guide.Contracts;
using Guide.DataSets;

namespace Guide.Cli.Replay.Foreign;

/// <summary>
/// Reference answers of a prompt file, for dumps that have none. A dump's prompt is the file's, or has it inside (a chat template's words stand
/// around it); of several the longest. Two prompts of one text with different answers are refused.
/// </summary>
internal sealed class GoldBook
{
    private readonly Dictionary<string, PromptRecord> _byText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PromptRecord?> _found = new(StringComparer.Ordinal);
    private PromptRecord[] _longestFirst = [];

    /// <summary>Who judges its prompts.</summary>
    public IReadOnlySet<Domain> Domains => _byText.Values.Select(static prompt => prompt.Domain).ToHashSet();

    /// <summary>Reads a prompt file.</summary>
    /// <exception cref="GuideException">Exit code 2: it is none, or two of its prompts are one text with different answers.</exception>
    public static async Task<GoldBook> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var book = new GoldBook();
        await foreach (var (prompt, item) in PromptReader.ReadFileAsync(file, cancellationToken))
        {
            if (!book._byText.TryAdd(prompt.Prompt.Trim(), prompt) && book._byText[prompt.Prompt.Trim()] is var other && (other.Gold, other.Tests?.GetRawText()) != (prompt.Gold, prompt.Tests?.GetRawText()))
            {
                throw GuideException.Usage($"{item.Place}: the prompt of '{prompt.Id}' is that of '{other.Id}', with another answer.");
            }
        }

        book._longestFirst = [.. book._byText.Values.OrderByDescending(static prompt => prompt.Prompt.Trim().Length)];
        return book;
    }

    /// <summary>The prompt that was asked; null = it is not in the file.</summary>
    public PromptRecord? Find(string asked)
    {
        if (!_found.TryGetValue(asked, out var prompt))
        {
            _found[asked] = prompt = _byText.GetValueOrDefault(asked.Trim()) ?? Array.Find(_longestFirst, known => asked.Contains(known.Prompt.Trim(), StringComparison.Ordinal));
        }

        return prompt;
    }
}
