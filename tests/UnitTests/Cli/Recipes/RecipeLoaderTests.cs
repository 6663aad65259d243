using Guide.Cli.Recipes;
using Guide.Contracts;
using Guide.Recipes;

namespace Guide.UnitTests.Cli;

public sealed class RecipeLoaderTests
{
    private const string Minimal = "name: tiny\ndata:\n  environment: dial\n";

    private const string TwoArms = Minimal + """
        optimizer:
          learning_rate: 4.0e-4
        arms:
          - name: guide-grpo
            guidance: { enabled: true, composition: mixin }
          - name: grpo
            match_rollouts_of: guide-grpo
            step: { steps: 7 }
        """;

    [Fact]
    public void A_recipe_without_arms_is_one_arm_with_defaults()
    {
        var experiment = RecipeLoader.Parse(Minimal, "r.yaml", []);

        var arm = Assert.Single(experiment.Arms);
        Assert.Equal("grpo", arm.Name);
        Assert.Equal(new StepRecipe(), arm.Recipe.Step);
        Assert.Equal("r.yaml:3", arm.Origins["data.environment"].Place);
    }

    [Fact]
    public void Arms_share_the_base_and_differ_in_their_own_settings()
    {
        var arms = RecipeLoader.Parse(TwoArms, "r.yaml", []).Arms;

        Assert.Equal(["guide-grpo", "grpo"], arms.Select(a => a.Name));
        Assert.All(arms, a => Assert.Equal(4e-4, a.Recipe.Optimizer.LearningRate));
        Assert.Equal((true, Composition.Mixin), (arms[0].Recipe.Guidance.Enabled, arms[0].Recipe.Guidance.Composition));
        Assert.False(arms[1].Recipe.Guidance.Enabled);
        Assert.Equal((7, "guide-grpo"), (arms[1].Recipe.Step.Steps, arms[1].MatchRolloutsOf));
    }

    [Fact]
    public void The_command_line_wins_over_the_file_and_may_name_one_arm()
    {
        var arms = RecipeLoader.Parse(TwoArms, "r.yaml", ["optimizer.learning_rate=1e-4", "arms.grpo.step.steps=9", "seed=3"]).Arms;

        Assert.All(arms, a => Assert.Equal((1e-4, 3), (a.Recipe.Optimizer.LearningRate, a.Recipe.Seed)));
        Assert.Equal([100, 9], arms.Select(a => a.Recipe.Step.Steps));
    }

    [Theory]
    [InlineData("optimizer:\n  learning_rte: 1", "r.yaml:5: unknown key 'optimizer.learning_rte'; the nearest valid key is 'optimizer.learning_rate'.")]
    [InlineData("learning_rate: 1", "r.yaml:4: unknown key 'learning_rate'; the nearest valid key is 'optimizer.learning_rate'.")]
    [InlineData("samplin:\n  group_size: 4", "r.yaml:4: unknown key 'samplin'; the nearest valid key is 'sampling'.")]
    [InlineData("step:\n  steps: many", "r.yaml:5: 'step.steps': 'many' is not a whole number.")]
    [InlineData("step:\n  steps: 0", "r.yaml:5: 'step.steps': 0 is outside 1 … 2147483647.")]
    [InlineData("policy:\n  lora:\n    alpha: 32", "r.yaml:6: 'policy.lora.alpha' has no effect here: it applies when policy.lora.rank > 0.")]
    [InlineData("policy:\n  lora:\n    rank: 8\n    target_modules: q_proj,q_porj", "r.yaml:7: 'policy.lora.target_modules': 'q_porj' is no module that can be adapted; there are all, q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj.")]
    [InlineData("step: 5", "r.yaml:4: 'step' is a section: its settings stand below it, indented.")]
    [InlineData("seed: [1]", "r.yaml:4: 'seed' is one value, not a list or a section.")]
    [InlineData("step:\n  dynamic_sampling: fil", "r.yaml:5: 'step.dynamic_sampling': 'fil' is none of off, fill; the nearest is 'fill'.")]
    [InlineData("guidance:\n  composition: mixin", "r.yaml:5: 'guidance.composition' has no effect here: it applies when guidance.enabled is true.")]
    [InlineData("guidance:\n  enabled: true\n  constant: 0.5", "r.yaml:6: 'guidance.constant' has no effect here: it applies when guidance.enabled is true and guidance.shaping is constant or power.")]
    [InlineData("guidance:\n  enabled: true\n  template: '{prompt} only'", "r.yaml:6: 'guidance.template': must contain {hint} and {prompt} once each.")]
    [InlineData("guidance:\n  enabled: true\n  template: '{prompt} Hint: {hint}'", "r.yaml:6: 'guidance.template': must end in {prompt} where sampling.chat_template is none (or the checkpoint's own writes nothing behind it): else a guided completion follows other words than the prompt it is trained on.")]
    [InlineData("policy:\n  key_value_heads: 3", "r.yaml:5: 'policy.key_value_heads': policy.heads (4) is not divisible by 3.")]
    [InlineData("policy:\n  checkpoint: m", "r.yaml:5: 'policy.checkpoint': a generated environment has its own vocabulary and its own policy; leave the checkpoint out.")]
    [InlineData("step:\n  max_fill_factor: 4", "r.yaml:5: 'step.max_fill_factor' has no effect here: it applies when step.dynamic_sampling is fill.")]
    [InlineData("verification:\n  strict_format: true", "r.yaml:5: 'verification.strict_format' has no effect here: it applies when data.prompts is given and verification.scripted_reward is not.")]
    [InlineData("verification:\n  answer_from: boxed", @"r.yaml:5: 'verification.answer_from' has no effect here: it applies when data.prompts is given, verification.scripted_reward is not, and verification.strict_format (which reads the one \boxed{}) is false.")]
    [InlineData("verification:\n  answer_from: boxed,bracketed", "r.yaml:5: 'verification.answer_from': 'bracketed' is no place of an answer; there are boxed, answer-tag, marked, declared, mathematics, number, whole, all, with commas between them.")]
    [InlineData("sampling:\n  group_size: 1", "r.yaml:5: 'sampling.group_size': a group needs at least 2 rollouts to have a baseline.")]
    [InlineData("sampling:\n  sampler: openai", "r.yaml:5: 'sampling.sampler': 'openai' is called 'inference_server' now.")]
    [InlineData("deterministic: true\nstep:\n  max_staleness: 2", "r.yaml:4: 'deterministic': the same bytes are promised at step.max_staleness 0 only.")]
    [InlineData("seed:", "r.yaml:4: 'seed': needs a value.")]
    public void A_wrong_setting_is_one_line_with_its_place(string more, string message)
    {
        var error = Assert.Throws<GuideException>(() => RecipeLoader.Parse(Minimal + more, "r.yaml", []));

        Assert.Equal((message, 2), (error.Message, error.ExitCode));
    }

    [Fact]
    public void A_path_on_the_command_line_is_relative_to_the_working_directory_and_one_in_the_file_to_the_file()
    {
        const string files = "name: r\ndata:\n  prompts: in/p.jsonl\npolicy:\n  checkpoint: m\n";

        var recipe = RecipeLoader.Parse(files, "/recipes/r.yaml", ["policy.checkpoint=mine/m"]).Arms[0].Recipe;

        Assert.Equal(("in/p.jsonl", Path.GetFullPath("mine/m")), (recipe.Data.Prompts, recipe.Policy.Checkpoint));
    }

    [Theory]
    [InlineData("evaluation:\n  every_versions: 5", "'evaluation.every_versions' has no effect here")]
    [InlineData("sampling:\n  system_prompt: Be brief.", "'sampling.system_prompt' has no effect here: it applies when sampling.chat_template is not none.")]
    public void Keys_of_a_prompt_file_without_effect_are_refused(string more, string message) =>
        Assert.Contains(message, Assert.Throws<GuideException>(() => RecipeLoader.Parse("name: r\ndata:\n  prompts: p.jsonl\npolicy:\n  checkpoint: m\n" + more, "r.yaml", [])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_data_set_and_an_environment_exclude_each_other_and_one_is_needed()
    {
        Assert.Contains("not both", Assert.Throws<GuideException>(() => RecipeLoader.Parse(Minimal + "  prompts: f.jsonl\n", "r.yaml", [])).Message, StringComparison.Ordinal);
        Assert.Contains("not neither", Assert.Throws<GuideException>(() => RecipeLoader.Parse("name: tiny\n", "r.yaml", [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_the_base_may_be_without_effect_in_some_arms_but_not_in_all()
    {
        const string shared = Minimal + "guidance:\n  composition: mixin\narms:\n  - name: a\n    guidance: { enabled: true }\n  - name: b\n";

        Assert.Equal(2, RecipeLoader.Parse(shared, "r.yaml", []).Arms.Count);
        Assert.Throws<GuideException>(() => RecipeLoader.Parse(shared.Replace("enabled: true", "enabled: false", StringComparison.Ordinal), "r.yaml", []));
    }

    [Fact]
    public void An_arm_matches_only_an_arm_above_it()
    {
        var error = Assert.Throws<GuideException>(() => RecipeLoader.Parse(TwoArms.Replace("match_rollouts_of: guide-grpo", "match_rollouts_of: grpo", StringComparison.Ordinal), "r.yaml", []));

        Assert.Contains("must name an arm above it", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: a\nname: b")]
    [InlineData("name: [")]
    [InlineData("- a")]
    [InlineData("")]
    public void Text_that_is_no_recipe_says_so_with_its_line(string text)
    {
        var error = Assert.Throws<GuideException>(() => RecipeLoader.Parse(text, "r.yaml", []));

        Assert.Matches(@"^r\.yaml:\d+: ", error.Message);
        Assert.Equal(2, error.ExitCode);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("=1")]
    [InlineData("step=1")]
    [InlineData("step.stes=1")]
    [InlineData("arms.nobody.seed=1")]
    public void A_wrong_override_names_the_command_line(string text) =>
        Assert.StartsWith("command line: ", Assert.Throws<GuideException>(() => RecipeLoader.Parse(TwoArms, "r.yaml", [text])).Message, StringComparison.Ordinal);

    [Fact]
    public void An_effective_recipe_survives_freezing()
    {
        var recipe = RecipeLoader.Parse(TwoArms, "r.yaml", []).Arms[0].Recipe;

        Assert.Equal(recipe, RecipeJson.Thaw(RecipeJson.Freeze(recipe)));
    }
}
