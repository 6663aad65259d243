namespace Guide.PolicyModel.Tokens;

/// <summary>Splits at the matches of a pattern, which are delimiters (or, inverted, the content between delimiters).</summary>
internal sealed class PatternPreTokenizer(TextPattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    public IEnumerable<string> Split(IEnumerable<string> pieces, bool atStart) => pieces.SelectMany(SplitOne);

    private IEnumerable<string> SplitOne(string text)
    {
        var spans = new List<(int Start, int End, bool Delimiter)>();
        var last = 0;
        foreach (var (start, length) in pattern.Matches(text))
        {
            if (start > last)
            {
                spans.Add((last, start, invert));
            }

            spans.Add((start, start + length, !invert));
            last = start + length;
        }

        if (last < text.Length)
        {
            spans.Add((last, text.Length, invert));
        }

        return Arrange(spans).Where(s => s.End > s.Start).Select(s => text[s.Start..s.End]);
    }

    private IEnumerable<(int Start, int End)> Arrange(List<(int Start, int End, bool Delimiter)> spans)
    {
        switch (behavior)
        {
            case SplitBehavior.Isolated:
                return spans.Select(s => (s.Start, s.End));
            case SplitBehavior.Removed:
                return spans.Where(s => !s.Delimiter).Select(s => (s.Start, s.End));
        }

        var merged = new List<(int Start, int End)>();
        var previousDelimiter = false;
        if (behavior == SplitBehavior.MergedWithNext)
        {
            foreach (var (start, end, delimiter) in Enumerable.Reverse(spans))
            {
                if (delimiter && !previousDelimiter && merged.Count > 0)
                {
                    merged[^1] = (start, merged[^1].End);
                }
                else
                {
                    merged.Add((start, end));
                }

                previousDelimiter = delimiter;
            }

            merged.Reverse();
            return merged;
        }

        foreach (var (start, end, delimiter) in spans)
        {
            var joins = behavior == SplitBehavior.MergedWithPrevious ? delimiter && !previousDelimiter : delimiter == previousDelimiter;
            if (joins && merged.Count > 0)
            {
                merged[^1] = (merged[^1].Start, end);
            }
            else
            {
                merged.Add((start, end));
            }

            previousDelimiter = delimiter;
        }

        return merged;
    }
}
