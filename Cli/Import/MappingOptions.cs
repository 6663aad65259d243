using System.CommandLine;

using Guide.Contracts;
using Guide.DataSets;

namespace Guide.Cli.Import;

/// <summary>The options that say where a data set of any shape keeps what.</summary>
internal sealed class MappingOptions
{
    private readonly Option<string[]> _prompt = Many("--prompt-field", "Where the task is: a field, \"a.b\" for one inside another, \"A|B\" for the first that is there. Given several times, the texts stand under each other.");
    private readonly Option<string?> _answer = One("--answer-field", "Where the answer is; with choices a letter, a number from 0, or the words of one.");
    private readonly Option<string?> _hint = One("--hint-field", "Where a hint is.");
    private readonly Option<string?> _solution = One("--solution-field", "Where a worked solution is; hints can be made of it.");
    private readonly Option<string?> _choices = One("--choices-field", "Where the choices of a multiple-choice question are.");
    private readonly Option<string?> _id = One("--id-field", "Where an id is.");
    private readonly Option<string?> _unit = One("--unit-field", "Where the unit of the answer is; the prompt then asks for it.");
    private readonly Option<string?> _difficulty = One("--difficulty-field", "Where a tier or level is; results are grouped by it.");
    private readonly Option<string?> _source = One("--source-field", "Where it says from which data set an item comes.");
    private readonly Option<string?> _domain = One("--domain", $"Who judges: {Domains.Words}.");

    /// <summary>Adds the options.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_prompt, _answer, _hint, _solution, _choices, _id, _unit, _difficulty, _source, _domain])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The format that the options describe; they may change one by name that is a mapping itself.</summary>
    /// <exception cref="GuideException">Exit code 2: they do not go together; the message names the option.</exception>
    public IDataSetFormat Format(ParseResult parsed, string? name)
    {
        var domain = parsed.GetValue(_domain) is { } word ? Domains.Find(word) ?? throw GuideException.Usage($"--domain '{word}' is not one of {Domains.Words}.") : (Domain?)null;
        var (prompt, answer) = (parsed.GetValue(_prompt) ?? [], parsed.GetValue(_answer));
        var known = name is null ? null : DataSetFormats.MappingOf(name);
        if (name is not null && known is null)
        {
            return prompt.Length > 0 || answer is not null || ((Option<string?>[])[_hint, _solution, _choices, _id, _unit, _difficulty, _source]).Any(o => parsed.GetValue(o) is not null)
                ? throw GuideException.Usage($"--format {name} knows its fields: --…-field goes without --format, or with one of {string.Join(", ", DataSetFormats.All.Select(f => f.Name).Where(n => DataSetFormats.MappingOf(n) is not null))}.")
                : DataSetFormats.Find(name, domain);
        }

        if (known is null && (prompt.Length == 0 || answer is null))
        {
            throw GuideException.Usage("say --format, or where things are: --prompt-field and --answer-field.");
        }

        var mapping = known ?? new FieldMapping { Prompt = prompt, Answer = answer! };
        return new MappedFormat(mapping with
        {
            Prompt = prompt.Length > 0 ? prompt : mapping.Prompt,
            Answer = answer ?? mapping.Answer,
            Hint = parsed.GetValue(_hint) ?? mapping.Hint,
            Solution = parsed.GetValue(_solution) ?? mapping.Solution,
            Choices = parsed.GetValue(_choices) ?? mapping.Choices,
            Id = parsed.GetValue(_id) ?? mapping.Id,
            Unit = parsed.GetValue(_unit) ?? mapping.Unit,
            Difficulty = parsed.GetValue(_difficulty) ?? mapping.Difficulty,
            Source = parsed.GetValue(_source) ?? mapping.Source,
            Named = [.. prompt.Concat(((Option<string?>[])[_answer, _hint, _solution, _choices, _id, _unit, _difficulty, _source]).Select(o => parsed.GetValue(o)).OfType<string>())],
            Domain = domain ?? mapping.Domain,
        });
    }

    private static Option<string?> One(string name, string description) => new(name) { Description = description };

    private static Option<string[]> Many(string name, string description) => new(name) { Description = description };
}
