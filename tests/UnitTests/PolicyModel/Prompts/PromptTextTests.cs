using Guide.PolicyModel.Prompts;

namespace Guide.UnitTests.PolicyModel;

public sealed class PromptTextTests
{
    [Theory]
    [InlineData("{prompt}\n\nHint: {hint}\n", "Q?\n\nHint: H\n")]
    [InlineData("{hint} {prompt}", "H Q?")]
    public void The_template_joins_hint_and_prompt(string template, string expected) =>
        Assert.Equal(expected, PromptText.Guided("Q?", template, "H"));

    [Fact]
    public void Braces_of_hint_and_prompt_are_left_alone() =>
        Assert.Equal("{prompt} f{hint}", PromptText.Guided("f{hint}", "{hint} {prompt}", "{prompt}"));
}
