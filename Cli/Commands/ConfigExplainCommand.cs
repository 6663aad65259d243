using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Cli.Recipes;
using Guide.Commands;
using Guide.Contracts;
using Guide.Recipes;
using Guide.StageHost;

namespace Guide.Cli.Commands;

/// <summary><c>guide config explain [RECIPE] [key=value …]</c>: effective settings with units and where they come from, then derived numbers.</summary>
internal static class ConfigExplainCommand
{
    private static readonly JsonSerializerOptions Indented = new(SnakeCaseJson.Options) { WriteIndented = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var recipe = RecipeArguments.Create();
        var json = new Option<bool>("--json") { Description = "Print the effective recipe of each arm as JSON." };
        var command = new GuideCommand(
            "explain",
            "Effective settings with units and their origin, and the numbers that follow from them.",
            "guide config explain recipes/quickstart.yaml step.steps=20")
        {
            recipe, json,
        };
        command.SetAction(parsed =>
        {
            var (file, overrides) = RecipeWords.Split(parsed.GetValue(recipe) ?? []);
            var experiment = RecipeLoader.Load(file, overrides);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                WriteJson(experiment, output);
            }
            else
            {
                WriteText(experiment, output);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static void WriteJson(Experiment experiment, TextWriter output)
    {
        var arms = new JsonArray();
        foreach (var arm in experiment.Arms)
        {
            arms.Add(new JsonObject
            {
                ["name"] = arm.Name,
                ["match_rollouts_of"] = arm.MatchRolloutsOf,
                ["recipe"] = JsonSerializer.SerializeToNode(arm.Recipe, SnakeCaseJson.Options),
            });
        }

        output.WriteLine(new JsonObject { ["arms"] = arms }.ToJsonString(Indented));
    }

    private static void WriteText(Experiment experiment, TextWriter output)
    {
        foreach (var arm in experiment.Arms)
        {
            output.WriteLine($"{experiment.Name} / {arm.Name}");
            foreach (var (key, _) in RecipeSchema.Keys)
            {
                var value = Text(RecipeSchema.Read(arm.Recipe, key));
                var origin = arm.Origins.TryGetValue(key, out var at) ? at.Place : "default";
                output.WriteLine($"  {key,-36} {value,-14} {RecipeUnits.Of(key),-30} {origin}".TrimEnd());
            }

            output.WriteLine("  derived");
            foreach (var (what, value) in DerivedNumbers.Of(arm))
            {
                output.WriteLine($"    {what,-34} {value}");
            }

            output.WriteLine();
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "none",
        bool b => b ? "true" : "false",
        Enum word => SnakeCaseJson.Word(word),
        string text => text.Length == 0 ? "\"\"" : text.ReplaceLineEndings("\\n"),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
