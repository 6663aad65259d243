using Guide.Contracts;

namespace Guide.DataSets;

/// <summary>
/// Where a data set of any shape keeps what a prompt needs. A place is a field's name, "a.b" one inside another, "A|B" the first of two that is there.
/// </summary>
public sealed record FieldMapping
{
    /// <summary>The word on the command line.</summary>
    public string Name { get; init; } = "mapped";

    /// <summary>The task; of several places the texts stand under each other, and those that are empty are left away.</summary>
    public required IReadOnlyList<string> Prompt { get; init; }

    /// <summary>The reference answer; with choices their letter, their number from 0, or the words of one.</summary>
    public required string Answer { get; init; }

    /// <summary>What kind of answers; null = mcq with choices, else it must be given.</summary>
    public Domain? Domain { get; init; }

    /// <summary>The choices of a multiple-choice question, a list of texts; null = none.</summary>
    public string? Choices { get; init; }

    /// <summary>A hint that does not say the answer; null = none.</summary>
    public string? Hint { get; init; }

    /// <summary>A worked solution that hints may be made of; null = none.</summary>
    public string? Solution { get; init; }

    /// <summary>An id of the item's own; null = its number in the file.</summary>
    public string? Id { get; init; }

    /// <summary>The unit of the answer, which the prompt then asks for; null = none.</summary>
    public string? Unit { get; init; }

    /// <summary>Tier or level; null = none.</summary>
    public string? Difficulty { get; init; }

    /// <summary>Where it comes from; null = the mapping's name.</summary>
    public string? Source { get; init; }

    /// <summary>A field whose presence says that the item cannot be asked in words (a picture); null = none.</summary>
    public string? LeftOutBy { get; init; }

    /// <summary>Science: relative tolerance; null = the verifier's own.</summary>
    public double? RelTol { get; init; }

    /// <summary>Places that were given one by one and not by the name of a known data set, of which no variant need have all.</summary>
    public IReadOnlyCollection<string> Named { get; init; } = [];

    /// <summary>Mappings of well-known data sets.</summary>
    internal static readonly IReadOnlyList<FieldMapping> Presets =
    [
        new() { Name = "math500", Prompt = ["problem"], Answer = "answer", Domain = Contracts.Domain.Math, Solution = "solution", Id = "unique_id", Difficulty = "level", Source = "subject" },
        new() { Name = "aime", Prompt = ["problem|Problem|question|Question"], Answer = "answer|Answer|expected_answer", Domain = Contracts.Domain.Math, Id = "id|ID" },
        new() { Name = "svamp", Prompt = ["Body", "Question"], Answer = "Answer", Domain = Contracts.Domain.Math, Id = "ID", Difficulty = "Type" },
        new() { Name = "aqua", Prompt = ["question"], Answer = "correct", Choices = "options", Solution = "rationale" },
        new() { Name = "mmlu", Prompt = ["question"], Answer = "answer", Choices = "choices", Source = "type|subject" },
        new() { Name = "scibench", Prompt = ["problem_text"], Answer = "answer_number", Domain = Contracts.Domain.Science, Unit = "unit", Source = "source", RelTol = 0.05 },
        new() { Name = "olympiadbench", Prompt = ["context", "question"], Answer = "final_answer", Domain = Contracts.Domain.Math, Id = "id", Unit = "unit", Source = "subfield", LeftOutBy = "image_1" },
        new() { Name = "theoremqa", Prompt = ["Question"], Answer = "Answer", Domain = Contracts.Domain.Math, Id = "id", Difficulty = "Answer_type", Source = "field", LeftOutBy = "Picture" },
    ];
}
