using System.Text.Json;

namespace Guide.PolicyModel.Templates;

/// <summary>
/// A chat template: the subset of Jinja that chat templates use, rendered as transformers renders it (trim_blocks, lstrip_blocks, loop controls,
/// its own tojson). It sees its variables and nothing else, and has a budget. What is not supported is refused by name, most of it already when it is read.
/// </summary>
public sealed class Template
{
    private readonly IReadOnlyList<Statement> _body;

    private Template(IReadOnlyList<Statement> body) => _body = body;

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">It is malformed or uses what is not supported; the message names the line.</exception>
    public static Template Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Template(StatementParser.Parse(source));
    }

    /// <summary>The text for these variables.</summary>
    /// <param name="variables">Names and JSON values.</param>
    /// <param name="date">What strftime_now tells.</param>
    /// <exception cref="TemplateException">The template refuses its input (raise_exception), fails, or costs too much.</exception>
    public string Render(IReadOnlyDictionary<string, JsonElement> variables, DateTime date)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var budget = new TemplateBudget();
        var frame = Frame.Root(budget);
        Functions.Define(frame, date);
        var top = frame.Inner();
        foreach (var (name, value) in variables)
        {
            var given = Functions.Value(value);
            budget.Weigh(given);
            top.Set(name, given);
        }

        foreach (var statement in _body)
        {
            statement.Run(top);
        }

        var text = top.Output.ToString();
        return IsText(text) ? text : throw new TemplateException("the template makes half a surrogate pair, which is no text");
    }

    private static bool IsText(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]) && !(at + 1 < text.Length && char.IsSurrogatePair(text[at], text[++at])))
            {
                return false;
            }
        }

        return true;
    }
}
