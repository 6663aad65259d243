using Guide.PolicyModel.Checkpoints;
using Guide.PolicyModel.Tokens;

namespace Guide.UnitTests.PolicyModel;

public sealed class ChatTemplateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("guide-test-");

    [Theory]
    [InlineData("none", "1+1?")]
    [InlineData("llama2", "<s>[INST] 1+1? [/INST]")]
    [InlineData("llama3", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n1+1?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData("llama3.1", "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n1+1?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n")]
    [InlineData("qwen2.5", "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData("qwen3", "<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n")]
    [InlineData("qwen-math", "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n")]
    public void A_prompt_is_rendered_as_its_family_does(string name, string expected) => Assert.Equal(expected, ChatTemplate.Find(name)!.Render("1+1?"));

    [Theory]
    [InlineData("{% for m in messages %}{{ m['content'] }}{% endfor %}", "none")]
    [InlineData("{{ '<|im_start|>' + role }} You are Qwen, created by Alibaba Cloud.", "qwen2.5")]
    [InlineData("{{ '<|im_start|>' }} Please reason step by step, and put your final answer within \\\\boxed{}.", "qwen-math")]
    [InlineData("{{ '<|start_header_id|>' }}", "llama3")]
    [InlineData("{{ '<|start_header_id|>' }} Cutting Knowledge Date: December 2023", "llama3.1")]
    public void A_checkpoints_template_is_recognised_by_its_text(string source, string name)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "chat_template.jinja"), source);

        Assert.Equal(name, ChatTemplate.Of(_folder.FullName).Name);
    }

    [Fact]
    public void A_folder_without_a_template_has_none_and_a_foreign_one_is_an_error_that_lists_the_names()
    {
        Assert.Equal("none", ChatTemplate.Of(_folder.FullName).Name);
        File.WriteAllText(Path.Combine(_folder.FullName, "tokenizer_config.json"), """{"chat_template": "{{ '<|user|>' + message['role'] }}"}""");

        Assert.Contains("qwen-math", Assert.Throws<CheckpointException>(() => ChatTemplate.Of(_folder.FullName)).Message, StringComparison.Ordinal);
        Assert.Null(ChatTemplate.Find("what"));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
