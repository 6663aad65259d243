using Guide.RolloutConsumer;
using Guide.Storage.Entities;

namespace Guide.UnitTests.Stages;

public sealed class PromptTextTests
{
    private static HintRow Hint(string template, string text) => new()
    {
        RunId = "r", HintId = "h", PromptId = "p", Source = "data", Template = template, Text = text, CreatedAt = DateTimeOffset.UnixEpoch,
    };

    [Theory]
    [InlineData("{prompt}\n\nHint: {hint}\n", "Q?\n\nHint: H\n")]
    [InlineData("{hint} {prompt}", "H Q?")]
    public void The_template_joins_hint_and_prompt(string template, string expected) =>
        Assert.Equal(expected, PromptText.Guided("Q?", Hint(template, "H")));

    [Fact]
    public void Braces_of_hint_and_prompt_are_left_alone() =>
        Assert.Equal("{prompt} f{hint}", PromptText.Guided("f{hint}", Hint("{hint} {prompt}", "{prompt}")));
}
