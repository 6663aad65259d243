using System.Runtime.CompilerServices;

using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>Items of a source file as checked prompts.</summary>
public static class PromptReader
{
    /// <summary>Converts every item. An item is whole or the reading ends: a data set with holes is not silently a smaller one.</summary>
    /// <param name="items">The items of one file.</param>
    /// <param name="format">Their schema.</param>
    /// <param name="idPrefix">Begins the ids of items that have none of their own.</param>
    /// <param name="invalid">Takes items that are not whole, with the reason, and the reading goes on; null: the first one ends it.</param>
    /// <param name="leftOut">Takes items that are whole but cannot be prompts, with the reason; null: they are as those that are not whole.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="GuideException">Exit code 2: a prompt without text, without an answer (unless code) or without tests (code), or an id that appears twice, with its place.</exception>
    public static async IAsyncEnumerable<(PromptRecord Prompt, SourceItem Item)> ReadAsync(
        IAsyncEnumerable<SourceItem> items, IDataSetFormat format, string idPrefix, Func<SourceItem, string, Task>? invalid, Func<SourceItem, string, Task>? leftOut, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(format);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            var (prompt, problem, isLeftOut) = Convert(item, format, $"{idPrefix}-{item.Number}");
            if (prompt is null && isLeftOut && leftOut is not null)
            {
                await leftOut(item, problem!);
                continue;
            }

            if (prompt is null)
            {
                await (invalid ?? throw GuideException.Usage($"{item.Place}: {problem}{(problem!.EndsWith('?') ? "" : ".")}"))(item, problem!);
                continue;
            }

            if (!ids.TryAdd(prompt.Id, item.Number))
            {
                throw GuideException.Usage($"{item.Place}: the id '{prompt.Id}' was already used at {ids[prompt.Id]}.");
            }

            yield return (prompt, item);
        }
    }

    /// <summary>The prompts of a file in the project's own schema.</summary>
    public static IAsyncEnumerable<(PromptRecord Prompt, SourceItem Item)> ReadFileAsync(string path, CancellationToken cancellationToken) =>
        ReadAsync(SourceFile.ReadAsync(path, cancellationToken), new PromptFormat(), "prompt", invalid: null, leftOut: null, cancellationToken);

    private static (PromptRecord? Prompt, string? Problem, bool IsLeftOut) Convert(SourceItem item, IDataSetFormat format, string fallbackId)
    {
        PromptRecord prompt;
        try
        {
            prompt = format.Convert(item.Json, fallbackId);
        }
        catch (AbsentFieldException exception)
        {
            return (null, exception.Message + item.Meant(exception.Field), false);
        }
        catch (FormatException exception)
        {
            return (null, exception.Message, false);
        }
        catch (LeftOutException exception)
        {
            return (null, exception.Message, true);
        }
        catch (InvalidOperationException exception)
        {
            return (null, $"a text is not UTF-8, or holds half of a surrogate pair: {exception.Message}", false);
        }

        return string.IsNullOrWhiteSpace(prompt.Prompt) ? (null, "the prompt is empty", false)
            : prompt.Domain == Domain.Code && prompt.Tests is null ? (null, "a prompt for code needs tests", false)
            : prompt.Domain.NeedsGold() && string.IsNullOrWhiteSpace(prompt.Gold) ? (null, "the prompt has no answer", false)
            : (prompt, null, false);
    }
}
