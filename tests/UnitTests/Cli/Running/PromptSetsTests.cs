using Guide.Cli.Running;
using Guide.Contracts;
using Guide.DataSets;

namespace Guide.UnitTests.Cli;

public sealed class PromptSetsTests
{
    [Fact]
    public void The_words_around_a_prompt_are_put_around_it_once_and_leave_its_braces_alone()
    {
        var asked = PromptSets.Asked([Prompt("What is {prompt} + 1?")], "{prompt}\n\nPut your answer in \\boxed{}.");

        Assert.Equal("What is {prompt} + 1?\n\nPut your answer in \\boxed{}.", Assert.Single(asked).Prompt);
    }

    [Fact]
    public void Hints_are_counted_by_the_rule_of_the_hint_stage()
    {
        var prompts = new[] { Prompt("a") with { Hint = "Count on." }, Prompt("b") with { Hint = "It is 7." }, Prompt("c") with { Hint = " " }, Prompt("d") };

        Assert.Equal(new HintCounts(Usable: 1, Without: 2, Refused: 1), HintCounts.Of(prompts));
    }

    private static PromptRecord Prompt(string text) => new() { Id = text, Domain = Domain.Math, Prompt = text, Gold = "7" };
}
