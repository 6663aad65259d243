using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Contracts;
using Guide.Recipes;

using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Guide.Cli.Recipes;

/// <summary>
/// Reads a recipe: YAML with the keys of <see cref="RunRecipe"/>, optionally <c>arms:</c>, a list of {name, overrides…}, and
/// key=value overrides from the command line, which win over both. A key that is unknown, of the wrong type, out of range or without
/// effect is an error that says where it is and what would be right.
/// </summary>
internal static class RecipeLoader
{
    private const string CommandLine = "command line";
    private const string PresetKey = "preset";

    /// <summary>Reads <paramref name="file"/>.</summary>
    /// <param name="file">A YAML file.</param>
    /// <param name="overrides">key=value, dotted; arms.NAME.key=value for one arm.</param>
    /// <exception cref="GuideException">Exit code 2: what is wrong, with file and line.</exception>
    public static Experiment Load(string file, IReadOnlyList<string> overrides)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw GuideException.Usage($"{file}: the recipe cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message)}.", e);
        }

        return Parse(text, file, overrides);
    }

    /// <summary>Reads a recipe's text; <paramref name="file"/> is for messages and relative paths.</summary>
    public static Experiment Parse(string text, string file, IReadOnlyList<string> overrides)
    {
        var root = ReadYaml(text, file);
        var shared = new Settings();
        var arms = new List<(string Name, string? Match, RecipeOrigin Where, Settings Settings)>();
        foreach (var (keyNode, value) in root)
        {
            if (keyNode is YamlScalarNode { Value: "arms" })
            {
                arms = ReadArms(value, file);
            }
            else if (keyNode is YamlScalarNode { Value: PresetKey })
            {
                shared.Preset = ReadPreset((value as YamlScalarNode)?.Value ?? "", new RecipeOrigin(At(file, keyNode), null));
            }
            else
            {
                Collect(shared, "", keyNode, value, file, arm: null);
            }
        }

        if (arms.Count == 0)
        {
            arms.Add(("", null, new RecipeOrigin(file, null), new Settings()));
        }

        var last = new Settings();
        foreach (var text1 in overrides)
        {
            CollectOverride(text1, last, arms.Select(a => a.Name).ToList());
        }

        var built = arms.Select(arm => Build(arm.Name, arm.Match, shared, arm.Settings, last)).ToList();
        foreach (var arm in built)
        {
            RecipeCheck.Rules(arm);
        }

        RecipeCheck.Applicable(built);
        CheckMatches(built, arms.Select(a => a.Where).ToList());
        return new Experiment(built[0].Recipe.Name, file, built);
    }

    /// <summary>A recipe with other values for some keys (<c>key=value</c>), checked like any other.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="overrides">What to change.</param>
    /// <param name="allowed">Which keys may change.</param>
    /// <param name="refusal">Why others may not; ends the error.</param>
    /// <exception cref="GuideException">Unknown key, unreadable or impossible value, or a key that may not change.</exception>
    public static RunRecipe Override(RunRecipe recipe, IReadOnlyList<string> overrides, Func<string, bool> allowed, string refusal)
    {
        var settings = new Settings();
        foreach (var text in overrides)
        {
            CollectOverride(text, settings, []);
        }

        var json = JsonNode.Parse(RecipeJson.Freeze(recipe))!.AsObject();
        var origins = new Dictionary<string, RecipeOrigin>(StringComparer.Ordinal);
        foreach (var (key, value, origin) in settings.Values)
        {
            if (!allowed(key))
            {
                throw GuideException.Usage($"{origin.Place}: '{key}' {refusal}.");
            }

            Set(json, key, value);
            origins[key] = origin;
        }

        var changed = new ArmRecipe(recipe.Name, json.Deserialize<RunRecipe>(SnakeCaseJson.Options)!, null, origins);
        RecipeCheck.Rules(changed);
        return changed.Recipe;
    }

    private static YamlMappingNode ReadYaml(string text, string file)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw GuideException.Usage($"{file}:{exception.Start.Line}: not YAML: {(exception.InnerException ?? exception).Message}", exception);
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            throw GuideException.Usage($"{file}:1: a recipe is one YAML document of 'key: value' lines.");
        }

        return root;
    }

    private static List<(string, string?, RecipeOrigin, Settings)> ReadArms(YamlNode value, string file)
    {
        if (value is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            throw GuideException.Usage($"{At(file, value)}: 'arms' is a list; each item has a name and its own settings.");
        }

        var arms = new List<(string Name, string?, RecipeOrigin, Settings)>();
        foreach (var item in list)
        {
            if (item is not YamlMappingNode mapping)
            {
                throw GuideException.Usage($"{At(file, item)}: an arm is a mapping with a name and its own settings.");
            }

            var name = ArmText(mapping, "name", file);
            if (name is null || !IsName(name))
            {
                throw GuideException.Usage($"{At(file, item)}: an arm needs a name of lower-case letters, digits and hyphens.");
            }

            if (arms.Exists(a => a.Name == name))
            {
                throw GuideException.Usage($"{At(file, item)}: there are two arms named '{name}'.");
            }

            var settings = new Settings();
            foreach (var (keyNode, setting) in mapping)
            {
                if (keyNode is YamlScalarNode { Value: PresetKey })
                {
                    settings.Preset = ReadPreset((setting as YamlScalarNode)?.Value ?? "", new RecipeOrigin(At(file, keyNode), name));
                }
                else if (keyNode is not YamlScalarNode { Value: "name" or "match_rollouts_of" })
                {
                    Collect(settings, "", keyNode, setting, file, name);
                }
            }

            arms.Add((name, ArmText(mapping, "match_rollouts_of", file), new RecipeOrigin(At(file, item), name), settings));
        }

        return arms;
    }

    private static string? ArmText(YamlMappingNode arm, string key, string file) =>
        !arm.Children.TryGetValue(new YamlScalarNode(key), out var node) ? null
        : node is YamlScalarNode scalar ? scalar.Value
        : throw GuideException.Usage($"{At(file, node)}: '{key}' is one word.");

    private static void Collect(Settings settings, string prefix, YamlNode keyNode, YamlNode value, string file, string? arm, bool isPreset = false)
    {
        var key = prefix + (keyNode as YamlScalarNode)?.Value;
        var origin = new RecipeOrigin(At(file, keyNode), arm, isPreset);
        if (RecipeSchema.Sections.Contains(key))
        {
            if (value is not YamlMappingNode section)
            {
                throw GuideException.Usage($"{origin.Place}: '{key}' is a section: its settings stand below it, indented.");
            }

            foreach (var (innerKey, inner) in section)
            {
                Collect(settings, key + ".", innerKey, inner, file, arm, isPreset);
            }

            return;
        }

        if (RecipeSchema.ByKey.ContainsKey(key) && value is not YamlScalarNode)
        {
            throw GuideException.Usage($"{origin.Place}: '{key}' is one value, not a list or a section.");
        }

        var scalar = value as YamlScalarNode;
        Put(settings, key, scalar?.Value ?? "", scalar is { Style: not ScalarStyle.Plain }, origin);
    }

    private static void CollectOverride(string text, Settings settings, List<string> arms)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw GuideException.Usage($"{CommandLine}: '{text}' is not key=value.");
        }

        var key = text[..equals].Trim();
        string? arm = null;
        if (key.StartsWith("arms.", StringComparison.Ordinal))
        {
            var parts = key.Split('.', 3);
            if (parts.Length < 3 || !arms.Contains(parts[1]))
            {
                throw GuideException.Usage($"{CommandLine}: '{key}' names no arm of this recipe ({string.Join(", ", arms.Where(a => a.Length > 0))}).");
            }

            (arm, key) = (parts[1], parts[2]);
        }

        if (key == PresetKey)
        {
            var preset = ReadPreset(text[(equals + 1)..], new RecipeOrigin(CommandLine, arm));
            settings.PresetsOfArms[arm ?? ""] = preset;
            return;
        }

        if (RecipeSchema.Sections.Contains(key))
        {
            throw GuideException.Usage($"{CommandLine}: '{key}' is a section; write {key}.KEY=value.");
        }

        var value = text[(equals + 1)..];
        var isPath = RecipeSchema.ByKey.GetValueOrDefault(key)?.IsDefined(typeof(RecipePathAttribute), inherit: true) == true && value is not ("" or "null" or "~");
        Put(settings, key, isPath ? Path.GetFullPath(value) : value, quoted: false, new RecipeOrigin(CommandLine, arm));
    }

    /// <summary>The settings of a preset; they lie below everything that a recipe or a command line writes.</summary>
    private static Settings ReadPreset(string name, RecipeOrigin origin)
    {
        var names = RecipeWords.Presets();
        if (!names.TryGetValue(name, out var file))
        {
            throw GuideException.Usage($"{origin.Place}: there is no preset '{name}'; the nearest is '{Nearest.Of(name, names.Keys)}' (recipes/presets has {string.Join(", ", names.Keys)}).");
        }

        var settings = new Settings();
        foreach (var (keyNode, value) in ReadYaml(File.ReadAllText(file), file))
        {
            Collect(settings, "", keyNode, value, $"recipes/presets/{name}.yaml", origin.Arm, isPreset: true);
        }

        return settings;
    }

    private static void Put(Settings settings, string key, string text, bool quoted, RecipeOrigin origin)
    {
        if (!RecipeSchema.ByKey.TryGetValue(key, out var property))
        {
            throw GuideException.Usage(
                $"{origin.Place}: unknown key '{key}'; the nearest valid key is '{Nearest.Of(key, RecipeSchema.ByKey.Keys.Concat(RecipeSchema.Sections))}'.");
        }

        var (value, error) = RecipeSchema.Parse(property, text, quoted);
        if (error is not null)
        {
            throw GuideException.Usage($"{origin.Place}: '{key}': {error}.");
        }

        settings.Values.Add((key, value, origin));
    }

    private static ArmRecipe Build(string name, string? match, Settings shared, Settings own, Settings last)
    {
        var json = new JsonObject();
        var origins = new Dictionary<string, RecipeOrigin>(StringComparer.Ordinal);
        var preset = last.PresetsOfArms.GetValueOrDefault(name) ?? last.PresetsOfArms.GetValueOrDefault("") ?? own.Preset ?? shared.Preset;
        foreach (var (key, value, origin) in (preset?.Values ?? []).Concat(shared.Values).Concat(own.Values).Concat(last.Values.Where(v => v.Origin.Arm is null || v.Origin.Arm == name)))
        {
            Set(json, key, value);
            origins[key] = origin;
        }

        var recipe = json.Deserialize<RunRecipe>(SnakeCaseJson.Options)!;
        return new ArmRecipe(name.Length > 0 ? name : DefaultName(recipe), recipe, match, origins);
    }

    private static void Set(JsonObject json, string key, JsonNode? value)
    {
        var at = json;
        var parts = key.Split('.');
        foreach (var section in parts[..^1])
        {
            if (at[section] is not JsonObject inner)
            {
                at[section] = inner = [];
            }

            at = inner;
        }

        at[parts[^1]] = value?.DeepClone();
    }

    private static string DefaultName(RunRecipe recipe) =>
        (recipe.Step.DynamicSampling == DynamicSampling.Fill ? "filter-" : "")
        + (recipe.Guidance.Enabled ? "guide-" : "")
        + recipe.Objective.Advantage switch
        {
            AdvantageKind.DrGrpo => "dr-grpo",
            AdvantageKind.Rloo => "rloo",
            AdvantageKind.ReinforcePlusPlus => "reinforce-plus-plus",
            _ => "grpo",
        };

    private static void CheckMatches(List<ArmRecipe> arms, List<RecipeOrigin> where)
    {
        for (var i = 0; i < arms.Count; i++)
        {
            if (arms[i].MatchRolloutsOf is { } other && !arms.Take(i).Any(a => a.Name == other))
            {
                throw GuideException.Usage($"{where[i].Place}: 'match_rollouts_of: {other}' must name an arm above it.");
            }
        }
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 40 && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    private static string At(string file, YamlNode node) => $"{file}:{node.Start.Line}";

    /// <summary>Settings in the order in which they were written.</summary>
    private sealed class Settings
    {
        public List<(string Key, JsonNode? Value, RecipeOrigin Origin)> Values { get; } = [];

        /// <summary>What the preset that they name says; null = they name none.</summary>
        public Settings? Preset { get; set; }

        /// <summary>Presets of a command line, by arm; "" = of every arm.</summary>
        public Dictionary<string, Settings> PresetsOfArms { get; } = new(StringComparer.Ordinal);
    }
}
