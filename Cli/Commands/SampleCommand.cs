using System.CommandLine;

using Guide.Cli.Sampling;
using Guide.Commands;
using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Prompts;
using Guide.PolicyModel.Sampling;
using Guide.PolicyModel.Tokens;

namespace Guide.Cli.Commands;

/// <summary><c>guide sample</c>: completions with token ids and log-probs from a checkpoint folder.</summary>
internal sealed class SampleCommand
{
    private readonly Option<string> _model = new("--model", "-m") { Description = "A Hugging Face folder: config.json, safetensors, tokenizer.json.", Required = true, HelpName = "DIR" };
    private readonly Option<string?> _prompt = new("--prompt", "-p") { Description = "One prompt; empty = begin from the begin-of-sequence token.", HelpName = "TEXT" };
    private readonly Option<string?> _input = new("--input", "-i") { Description = "Prompts, one JSON object a line with the key prompt; - is standard input.", HelpName = "FILE" };
    private readonly Option<int> _count = NumberOption.Whole("--n", "Completions of each prompt.", absent: 1, least: 1, most: 65536, "-n");
    private readonly Option<double> _temperature = NumberOption.Real("--temperature", "Logits are divided by it; 0 = greedy.", absent: 1, least: 0, most: 1000, "-t");
    private readonly Option<int> _maxTokens = NumberOption.Whole("--max-tokens", "Token budget of a completion; cut to what the context leaves.", absent: 256, least: 1, most: 1_000_000);
    private readonly Option<double> _topP = NumberOption.Real("--top-p", "Nucleus mass; 1 = off.", absent: 1, least: 1e-6, most: 1);
    private readonly Option<int> _topK = NumberOption.Whole("--top-k", "Most likely tokens kept; 0 = off.", absent: 0, least: 0);
    private readonly Option<double> _minP = NumberOption.Real("--min-p", "Tokens below this share of the most likely one's probability are cut; 0 = off.", absent: 0, least: 0, most: 1);
    private readonly Option<string[]> _stop = new("--stop") { Description = "A text that ends a completion; may be given several times.", DefaultValueFactory = _ => [] };
    private readonly Option<int> _seed = NumberOption.Whole("--seed", "The same seed draws the same completions.", absent: 0, least: int.MinValue);
    private readonly ChatOptions _chat = new();
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a prompt: prompt, completions with text, token_ids, log_probs, finish_reason." };

    /// <summary>The command.</summary>
    public static Command Create() => new SampleCommand().Build();

    private GuideCommand Build()
    {
        var command = new GuideCommand(
            "sample",
            "Samples completions with token ids and log-probs from a checkpoint.",
            "guide sample --model models/qwen3 --prompt 'What is 6 x 7?' --chat-template auto --n 4 --max-tokens 200",
            "guide sample --model models/qwen3 --input prompts.jsonl --temperature 0 --json")
        {
            _model, _prompt, _input, _count, _temperature, _maxTokens, _topP, _topK, _minP, _stop, _seed, _json,
        };
        foreach (var option in _chat.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Settings(parsed);
            var (prompt, input) = (parsed.GetValue(_prompt), parsed.GetValue(_input));
            if (prompt is null == input is null)
            {
                throw GuideException.Usage("give either --prompt or --input.");
            }

            var prompts = prompt is not null ? [prompt] : await PromptLines.ReadAsync(input!, cancellationToken);
            try
            {
                Sample(parsed, prompts, settings, cancellationToken);
            }
            catch (Exception exception) when (exception is CheckpointException or TokenizationException or DllNotFoundException)
            {
                throw new GuideException(exception.Message, exception);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private void Sample(ParseResult parsed, IReadOnlyList<string> prompts, SamplingSettings settings, CancellationToken cancellationToken)
    {
        var (output, json) = (parsed.InvocationConfiguration.Output, parsed.GetValue(_json));
        using var samples = new CheckpointSamples(parsed.GetValue(_model)!, _chat.Read(parsed));
        samples.Sample(
            prompts,
            settings,
            parsed.GetValue(_count),
            parsed.GetValue(_seed),
            (prompt, completions) =>
            {
                if (json)
                {
                    output.WriteLine(samples.Json(prompt, completions));
                    return;
                }

                foreach (var completion in completions)
                {
                    output.WriteLine(samples.Text(completion));
                }
            },
            cancellationToken);
    }

    private SamplingSettings Settings(ParseResult parsed)
    {
        return new SamplingSettings
        {
            MaxTokens = parsed.GetValue(_maxTokens),
            StopIds = [],
            Temperature = parsed.GetValue(_temperature),
            TopP = parsed.GetValue(_topP),
            TopK = parsed.GetValue(_topK),
            MinP = parsed.GetValue(_minP),
            StopStrings = parsed.GetValue(_stop)!.All(text => text.Length > 0) ? parsed.GetValue(_stop)! : throw GuideException.Usage("--stop is not empty."),
        };
    }
}
