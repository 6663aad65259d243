namespace Guide.Cli.Environments.Dial;

/// <summary>The environment's 42 words (and 11 of the second route's tickets), their ids (the place in <see cref="All"/>) and what instruction words mean.</summary>
internal static class DialWords
{
    internal const int Operations = 5;
    internal const int Familiar = 5;
    internal const int Unfamiliar = 5;
    internal const int Rare = 10;

    /// <summary>Instruction words: f0…f4 familiar, m0…m4 unfamiliar, h0…h9 rare, numbered in that order.</summary>
    internal const int Instructions = Familiar + Unfamiliar + Rare;

    internal const string Question = "[Q]";
    internal const string Ask = "?";
    internal const string Comma = ",";
    internal const string Blank = "_";
    internal const string Ticket = "[T]";
    internal const string Hint = "[HINT]";
    internal const string AnswerMark = "####";
    internal const string End = ".";

    /// <summary>Position in the list = token id: ten digits, five operations, twenty instruction words, seven marks.</summary>
    internal static IReadOnlyList<string> All { get; } =
    [
        .. Enumerable.Range(0, 10).Select(digit => $"{digit}"),
        "+", "-", "*", "~", "M",
        .. Enumerable.Range(0, Familiar).Select(i => $"f{i}"),
        .. Enumerable.Range(0, Unfamiliar).Select(i => $"m{i}"),
        .. Enumerable.Range(0, Rare).Select(i => $"h{i}"),
        Question, Ask, Hint, AnswerMark, End, Comma, Blank,
    ];

    /// <summary>The same and what tickets are written in: their mark, and a letter for each digit.</summary>
    internal static IReadOnlyList<string> AllWithTickets { get; } = [.. All, Ticket, .. Enumerable.Range(0, 10).Select(digit => $"{(char)('a' + digit)}")];

    private static readonly Dictionary<string, int> s_ids = AllWithTickets.Index().ToDictionary(word => word.Item, word => word.Index, StringComparer.Ordinal);

    internal static int Id(string word) => s_ids[word];

    internal static string TicketLetter(int digit) => AllWithTickets[All.Count + 1 + digit];

    internal static string Operation(int operation) => All[10 + operation];

    internal static string Instruction(int word) => All[10 + Operations + word];

    /// <summary>The true operation of an instruction word: word j of each class means operation j mod 5.</summary>
    internal static int Meaning(int word) => word % Operations;

    internal static bool IsFamiliar(int word) => word < Familiar;

    internal static bool IsRare(int word) => word >= Familiar + Unfamiliar;

    /// <summary>Where the dial stands after an operation.</summary>
    internal static int Apply(int operation, int position, int number) => operation switch
    {
        0 => (position + number) % 10,
        1 => (position - number + 10) % 10,
        2 => position * number % 10,
        3 => (number - position + 10) % 10,
        4 => Math.Max(position, number),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "no such operation"),
    };
}
