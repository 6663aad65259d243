using System.CommandLine;

using Guide.Contracts;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Tokens;
using Guide.Recipes;

namespace Guide.Cli.Commands;

/// <summary>How a prompt becomes what the model is asked: the same options wherever a checkpoint is sampled, and the same words as a recipe's.</summary>
internal sealed class ChatOptions
{
    private readonly Option<string> _template = new("--chat-template") { Description = $"none, auto (the checkpoint's own), or one of {string.Join(", ", ChatTemplate.Names.Where(n => n != "none"))}.", DefaultValueFactory = _ => "none" };
    private readonly Option<string?> _system = new("--system-prompt") { Description = "What the chat template's system turn says; without one, the template's own default.", HelpName = "TEXT" };
    private readonly Option<string> _variables = new("--template-variables") { Description = "Variables of the chat template, with commas between them, for example enable_thinking=false.", DefaultValueFactory = _ => "", HelpName = "NAME=VALUE" };
    private readonly Option<string> _date = new("--template-date") { Description = "What the chat template is told the date is.", DefaultValueFactory = _ => new SamplingRecipe().TemplateDate, HelpName = "YYYY-MM-DD" };

    private readonly Option<string> _stopIds = new("--stop-ids") { Description = "Ids that end a completion beside those of the checkpoint, with commas between them.", DefaultValueFactory = _ => "", HelpName = "IDS" };
    private readonly Option<string> _stopStrings = new("--stop-strings") { Description = "A text that ends a completion, or a JSON list of texts.", DefaultValueFactory = _ => "", HelpName = "TEXT" };

    /// <summary>The options, to be added to a command.</summary>
    public IReadOnlyList<Option> All => [_template, _system, _variables, _date, _stopIds, _stopStrings];

    /// <summary>What the command line says, as a recipe says it.</summary>
    /// <exception cref="GuideException">Exit code 2: a template that is not known, or settings that cannot be read.</exception>
    public SamplingRecipe Read(ParseResult parsed)
    {
        var sampling = new SamplingRecipe
        {
            ChatTemplate = parsed.GetValue(_template)!,
            SystemPrompt = parsed.GetValue(_system),
            TemplateVariables = parsed.GetValue(_variables)!,
            TemplateDate = parsed.GetValue(_date)!,
            StopIds = parsed.GetValue(_stopIds)!,
            StopStrings = parsed.GetValue(_stopStrings)!,
        };
        if (sampling.ChatTemplate != "auto" && !ChatTemplate.Names.Contains(sampling.ChatTemplate))
        {
            throw GuideException.Usage($"--chat-template {sampling.ChatTemplate}: known are auto, {string.Join(", ", ChatTemplate.Names)}.");
        }

        try
        {
            _ = ChatSettings.Of(sampling);
            _ = StopSettings.Of(sampling);
        }
        catch (FormatException exception)
        {
            throw GuideException.Usage($"--template-variables, --template-date, --stop-ids or --stop-strings: {exception.Message}.", exception);
        }

        return sampling;
    }
}
