using Guide.Contracts;
using Guide.DataSets;
using Guide.HintConsumer.Sources;
using Guide.Recipes;

namespace Guide.UnitTests.HintConsumer.Sources;

public sealed class WorkedSolutionTests
{
    private const string Gsm = "She sold 48/2 = <<48/2=24>>24 clips in May.\nThat is 24 fewer.\nIn all 48+24 = <<48+24=72>>72.\n#### 72";

    [Theory]
    [InlineData(Gsm, "FirstStep", "She sold 48/2 = 24 clips in May.")]
    [InlineData(Gsm, "TwoSteps", "She sold 48/2 = 24 clips in May. That is 24 fewer.")]
    [InlineData(Gsm, "Half", "She sold 48/2 = 24 clips in May.")]
    [InlineData("Let $x = 1.5$. Then y is 3. So z is 4.", "FirstStep", "Let $x = 1.5$.")]
    [InlineData("Let $x = 1.5$. Then y is 3. So z is 4.", "TwoSteps", "Let $x = 1.5$. Then y is 3.")]
    // One step must be left.
    [InlineData("It is 5.\n#### 5", "FirstStep", null)]
    [InlineData("First this.\nThen that.\n#### 5", "TwoSteps", null)]
    [InlineData("", "Half", null)]
    public void A_solution_is_cut_before_its_end(string solution, string cut, string? expected) =>
        Assert.Equal(expected, WorkedSolution.Cut(solution, Enum.Parse<SolutionCut>(cut)));

    [Fact]
    public void Sources_are_tried_in_the_order_of_the_recipe()
    {
        var prompt = new PromptRecord { Id = "p", Domain = Domain.Math, Prompt = "How many?", Gold = "72" };
        var guidance = new GuidanceRecipe { Sources = "teacher,solution,data", Levels = "plan,first_step", Teacher = new() { Candidates = 2 } };
        Assert.Equal(
            [
                new HintSlot(HintSource.Teacher, HintLevel.Plan, 0), new HintSlot(HintSource.Teacher, HintLevel.Plan, 1), new HintSlot(HintSource.Teacher, HintLevel.FirstStep, 0),
                new HintSlot(HintSource.Teacher, HintLevel.FirstStep, 1), new HintSlot(HintSource.Solution, HintLevel.FirstStep, 0), new HintSlot(HintSource.Data, null, 0),
            ],
            HintSources.Slots(prompt, "Halve it.", Gsm, guidance));
        Assert.Empty(HintSources.Slots(prompt, null, null, new GuidanceRecipe { Sources = "data,solution" }));
    }
}
