namespace Guide.Answers.Extraction;

/// <summary>Where a completion ends: before the chat's own marks, and before a next problem or turn that the model invents.</summary>
internal static class CompletionEnd
{
    private const int ShortAnswer = 40;
    private const int MostHeads = 50;

    private static readonly string[] Marks = ["<|im_end|>", "<|im_start|>", "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|eom_id|>", "</s>", "[INST]", "<end_of_turn>", "<start_of_turn>", "<|user|>", "<|end|>", "<|return|>", "<|end▁of▁sentence|>", "<｜end▁of▁sentence｜>", "<|User|>", "<｜User｜>", "<|END_OF_TURN_TOKEN|>", "<eos>"];

    private static readonly string[] Heads = ["Question", "Problem", "Next question", "Next problem", "New question", "New problem", "Similar problem", "Similar question", "Another problem", "Another question", "Practice problem", "Bonus problem", "Follow-up question", "Q", "Human", "User", "Instruction", "问题", "题目"];

    // These are sections of a solution too: with a number, and behind an answer in a place of its own.
    private static readonly string[] Numbered = ["Exercise", "Example", "Task", "Problem", "Question", "Practice problem", "Similar problem", "Next problem", "Sample problem", "Challenge", "Quiz"];

    // Words with which no sentence ends.
    private static readonly string[] Opening = ["the", "a", "an", "of", "and", "or", "is", "are", "was", "were", "then", "that", "with", "for", "from", "by", "so", "which", "has", "have", "she", "he", "they", "we", "it", "to", "at", "if", "than", "gives", "because", "since", "when", "where", "but", "as", "into", "their", "his", "her", "its", "our", "your", "these", "those"];

    private static readonly System.Buffers.SearchValues<char> Initials = System.Buffers.SearchValues.Create("QPNHUIESTABFC问题");

    /// <summary>The text up to its end.</summary>
    public static string Cut(string text)
    {
        var end = text.Length;
        foreach (var mark in text.AsSpan().IndexOfAny('<', '[') >= 0 ? Marks : [])
        {
            // A mark at the very beginning opens the completion.
            var at = text.AsSpan(0, end).IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0 && !text.AsSpan(0, at).IsWhiteSpace())
            {
                end = at;
            }
        }

        var heads = 0;
        for (var line = text.AsSpan(0, end).IndexOf('\n'); line >= 0 && heads < MostHeads;)
        {
            if (IsHead(text.AsSpan(line + 1, end - line - 1), out var alone))
            {
                heads++;
                if (HoldsAnswer(text.AsSpan(0, line), alone))
                {
                    end = line;
                    break;
                }
            }

            var next = text.AsSpan(line + 1, end - line - 1).IndexOf('\n');
            line = next < 0 ? -1 : line + 1 + next;
        }

        return end == text.Length ? text : text[..end];
    }

    /// <summary>True for a text that generation cut off in the middle of a sentence: a comma, an operator or a word that opens a phrase stands at its end.</summary>
    public static bool BreaksOff(string text)
    {
        var end = text.AsSpan().TrimEnd(" \n\r\t*_");
        if (end.Length == 0 || end[^1] is ',' or '+' or '=' or '(' or '…' || end.EndsWith("..."))
        {
            return end.Length > 0 && end.IndexOf(' ') > 0;
        }

        var word = Words.LastOf(end);
        var before = end[..^word.Length];
        var from = before.LastIndexOfAny('.', '\n', ':') + 1;
        return word.Length > 0 && before.EndsWith(" ") && before[from..].Trim().Count(' ') > 0 && Words.Opens(word, Opening) == word.Length;
    }

    // "Question:", "**Problem 2**", "### Problem:", "Human:" at the beginning of a line.
    private static bool IsHead(ReadOnlySpan<char> line, out bool alone)
    {
        alone = false;
        var name = line.TrimStart(" #*_->");
        // Heads are names: "user" within a sentence is none.
        if (name.Length == 0 || !Initials.Contains(name[0]))
        {
            return false;
        }

        if (Words.Opens(name, Heads) is > 0 and var head && IsMarked(line, name, head, out alone))
        {
            return true;
        }

        alone = true;
        if (name.StartsWith("Input:"))
        {
            return true;
        }

        return Words.Opens(name, Numbered) is > 0 and var kind && name[kind..].TrimStart(" #") is [>= '0' and <= '9', ..] number && number.TrimStart("0123456789").TrimStart("*_") is [] or ['.' or ':' or ')' or '\n' or '\r' or '(' or '-', ..] or [' ', '(' or '-' or '–' or '—' or (>= 'A' and <= 'Z'), ..];
    }

    private static bool IsMarked(ReadOnlySpan<char> line, ReadOnlySpan<char> name, int head, out bool alone)
    {
        var rest = name[head..].TrimStart(" 0123456789#.");
        var marked = rest.TrimStart("*_");
        alone = line[0] is not ('#' or '*') && rest is [':', '\n' or '\r', ..];
        return marked.StartsWith(":") || marked.StartsWith("：") || (rest.Length > 0 && rest[0] is '\n' or '\r' && (line[0] is '#' or '*' || name.Length - head - rest.Length > 0)) || (rest.Length != marked.Length && marked.TrimStart(' ') is ['\n', ..]);
    }

    // A solution may begin by stating its problem: only what stands behind an answer is the next one. A head alone on its line may be a section of the solution: there only an answer in a place of its own counts.
    private static bool HoldsAnswer(ReadOnlySpan<char> before, bool alone)
    {
        if (before.IsWhiteSpace())
        {
            return false;
        }

        if (before.Contains("\\boxed", StringComparison.Ordinal) || before.Contains("####", StringComparison.Ordinal) || before.Contains("</answer>", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        return !alone && (before.Trim().Length <= ShortAnswer || before.ContainsAnyInRange('0', '9') || before.Contains("nswer", StringComparison.OrdinalIgnoreCase) || before.Contains("答", StringComparison.Ordinal));
    }
}
