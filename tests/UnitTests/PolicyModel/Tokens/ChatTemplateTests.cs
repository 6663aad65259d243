using Guide.Contracts;
using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Tokens;

namespace Guide.UnitTests.PolicyModel;

public sealed class ChatTemplateTests : IDisposable
{
    private const string Turns = "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content }}{{ eos_token }}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    [Theory]
    [InlineData("none", "1+1?")]
    [InlineData("llama2", "<s>[INST] 1+1? [/INST]")]
    [InlineData("llama3", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n1+1?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData("llama3.1", "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n1+1?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData("qwen2", "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData("qwen2.5", "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData("qwen3", "<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData("qwen-math", "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n")]
    public void A_prompt_is_rendered_as_its_family_does(string name, string expected) => Assert.Equal(expected, ChatTemplate.Find(name)!.Render("1+1?"));

    [Theory]
    [InlineData("none", "Be brief.\n\n1+1?")]
    [InlineData("llama2", "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\n1+1? [/INST]")]
    [InlineData("llama3", "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n1+1?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData("llama3.1", "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n1+1?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData("qwen2.5", "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n")]
    public void A_system_prompt_takes_its_place(string name, string expected) =>
        Assert.Equal(expected, ChatTemplate.Find(name, ChatSettings.Of("Be brief.", "", "2024-07-26"))!.Render("1+1?"));

    [Theory]
    [InlineData("chat_template.jinja", Turns)]
    [InlineData("tokenizer_config.json", $$"""{"bos_token": "<b>", "eos_token": {"content": "</e>"}, "chat_template": "{{Turns}}"}""")]
    [InlineData("tokenizer_config.json", $$"""{"bos_token": "<b>", "eos_token": {"content": "</e>"}, "chat_template": [{"name": "tool_use", "template": "x"}, {"name": "default", "template": "{{Turns}}"}]}""")]
    [InlineData("chat_template.json", $$"""{"chat_template": "{{Turns}}"}""")]
    public void A_checkpoints_own_template_is_rendered_wherever_it_stands(string file, string content)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer_config.json"), """{"bos_token": "<b>", "eos_token": {"content": "</e>"}}""");
        File.WriteAllText(Path.Combine(_folder.FullName, file), content);

        Assert.Equal("<b><user>1+1?</e><assistant>", ChatTemplate.Of(_folder.FullName).Render("1+1?"));
        Assert.Equal("<b><system>S</e><user>1+1?</e><assistant>", ChatTemplate.Of(_folder.FullName, ChatSettings.Of("S", "", "2024-07-26")).Render("1+1?"));
    }

    [Fact]
    public void Variables_and_the_date_reach_the_template()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "chat_template.jinja"), "{{ messages[0].content }}|{{ strftime_now('%Y-%m-%d') }}|{{ enable_thinking is false }}|{{ effort }}|{{ n + 1 }}");

        Assert.Equal("x|2026-11-28|True|high|3", ChatTemplate.Of(_folder.FullName, ChatSettings.Of(null, "enable_thinking=false, effort=high, n=2", "2026-11-28")).Render("x"));
    }

    [Theory]
    [InlineData("{{ '<|user|>' + message['role'] }}", "'message' is undefined")]
    [InlineData("{% include 'other' %}", "the statement 'include' is not supported")]
    [InlineData("{{ messages[0].content | urlize }}", "the filter 'urlize' is not supported")]
    [InlineData("always the same", "it does not write the user's words")]
    [InlineData("{% for m in messages if m.role == 'user' %}{{ m.content }}{% endfor %}", "it does not write the system prompt that the run gives it")]
    [InlineData("{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}{{ messages[0].content }}", "no system role")]
    public void A_template_that_cannot_be_used_is_refused_with_the_reason_when_it_is_read(string source, string reason)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "chat_template.jinja"), source);

        var failure = Assert.Throws<CheckpointException>(() => ChatTemplate.Of(_folder.FullName, ChatSettings.Of("S", "", "2024-07-26")));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("""{"chat_template": [{"name": "tool_use", "template": "x"}]}""", "lists tool_use, but none named default")]
    [InlineData("""{"chat_template": 5}""", "neither a text nor a list")]
    [InlineData("""{"chat_template": """, "not valid JSON")]
    [InlineData("""{"chat_template": null}""", "has no chat template")]
    public void A_configuration_without_a_usable_template_is_refused(string json, string reason)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer_config.json"), json);

        Assert.Contains(reason, Assert.ThrowsAny<GuideException>(() => ChatTemplate.Of(_folder.FullName)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enable_thinking", "", "enable_thinking")]
    [InlineData("a=1,a=2", "2024-07-26", "'a'")]
    [InlineData("messages=x", "2024-07-26", "'messages'")]
    [InlineData("", "26 Jul 2024", "26 Jul 2024")]
    public void Settings_that_cannot_be_read_are_refused_by_name(string variables, string date, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => ChatSettings.Of(null, variables, date)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_prompt_that_the_template_refuses_has_no_ids()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "chat_template.jinja"), "{% if 'bad' in messages[0].content %}{{ raise_exception('no bad words') }}{% endif %}{{ messages[0].content }}");
        var template = ChatTemplate.Of(_folder.FullName);

        Assert.Equal("good", template.Render("good"));
        Assert.Contains("no bad words", Assert.Throws<TokenizationException>(() => template.Render("bad")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_has_no_template() => Assert.Null(ChatTemplate.Find("what"));

    public void Dispose() => _folder.Delete(recursive: true);
}
