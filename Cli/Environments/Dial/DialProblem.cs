namespace Guide.Cli.Environments.Dial;

/// <summary>A dial with ten marks and the instructions that move it.</summary>
/// <param name="Start">Where it stands, 0…9.</param>
/// <param name="Words">[5] instruction words, numbered as in <see cref="DialWords"/>.</param>
/// <param name="Numbers">[5] the number beside each, 1…9.</param>
internal sealed record DialProblem(int Start, int[] Words, int[] Numbers)
{
    /// <summary>N: instructions of a problem.</summary>
    internal const int Steps = 5;

    /// <summary>Longest sequence: hint (16), ticket (6), question (17), completion (22).</summary>
    internal const int MaxTokens = 61;

    /// <summary>Tokens of a well-formed completion, the stop token included.</summary>
    internal const int CompletionTokens = (3 * Steps) + 1 + Steps + 1;

    /// <summary>The true operations in order.</summary>
    internal int[] Plan => Array.ConvertAll(Words, DialWords.Meaning);

    /// <summary>
    /// The task: <c>[Q] h5 2 , h9 9 , h3 1 , h8 7 , h4 9 ? 4</c>. Three words an instruction, like three a step of the working, and the start
    /// last: each step finds its instruction at the same distance, which is what rotary positions express.
    /// </summary>
    internal string Prompt =>
        $"{DialWords.Question} {string.Join($" {DialWords.Comma} ", Words.Zip(Numbers, (word, number) => $"{DialWords.Instruction(word)} {number}"))} {DialWords.Ask} {Start}";

    /// <summary>The true plan, the working with its numbers left blank: <c>+ _ _ M _ _ ~ _ _ ~ _ _ M _ _</c>. Operations only, never a position, so never a part of the answer.</summary>
    internal string Hint => PlanText(Plan);

    /// <summary>What a hint of the second route ends in: <c>[T] g j c f j</c> for 6 9 2 5 9. It is the answer, but not in the answer's words.</summary>
    internal static string Ticket(int[] positions) => $"{DialWords.Ticket} {string.Join(' ', positions.Select(DialWords.TicketLetter))}";

    /// <summary>The five positions, the lock code.</summary>
    internal string Answer => string.Join(' ', Positions(Plan));

    internal static string PlanText(int[] plan) => string.Join(' ', plan.Select(operation => $"{DialWords.Operation(operation)} {DialWords.Blank} {DialWords.Blank}"));

    /// <summary>The five positions when the instructions mean <paramref name="plan"/>.</summary>
    internal int[] Positions(int[] plan)
    {
        var positions = new int[Steps];
        var position = Start;
        for (var i = 0; i < Steps; i++)
        {
            positions[i] = position = DialWords.Apply(plan[i], position, Numbers[i]);
        }

        return positions;
    }

    /// <summary>The working, the mark, the positions, the end: <c>+ 2 6 M 9 9 ~ 1 2 ~ 7 5 M 9 9 #### 6 9 2 5 9 .</c>.</summary>
    internal string Completion(int[] plan, int[] positions) => string.Join(' ', [
        .. Enumerable.Range(0, Steps).Select(i => $"{DialWords.Operation(plan[i])} {Numbers[i]} {positions[i]}"),
        DialWords.AnswerMark,
        .. positions.Select(position => $"{position}"),
        DialWords.End]);

    /// <summary>The second route, the working left out: <c>#### 6 9 2 5 9 .</c>.</summary>
    internal static string Shortcut(int[] positions) => string.Join(' ', [DialWords.AnswerMark, .. positions.Select(position => $"{position}"), DialWords.End]);
}
