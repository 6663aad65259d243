namespace Guide.ArchitectureTests;

/// <summary>Unit tests lie as the sources do (CONTRIBUTING.md, "Where things go").</summary>
public sealed class MirrorTests
{
    private static readonly string[] Sources = [.. ProjectFile.Folders.SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(static path => Path.GetRelativePath(Repository.Root, path))
        .Where(static path => !path.Split('/').Any(static part => part is "bin" or "obj"))
        .Select(static path => path.StartsWith("Shared/", StringComparison.Ordinal) ? path["Shared/".Length..] : path)];

    [Fact]
    public void Tests_of_a_type_lie_where_the_type_lies_and_tests_of_a_behaviour_say_which()
    {
        var tests = RepositoryText.All.Where(static text => text.Path.StartsWith("tests/UnitTests/", StringComparison.Ordinal) && text.Path.EndsWith(".cs", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(tests);
        var broken = tests.SelectMany(static text => Misplaced(text.Path["tests/UnitTests/".Length..], text.Content)).ToArray();
        Assert.True(broken.Length == 0, string.Join('\n', broken));
    }

    [Theory]
    [InlineData("Storage/PromptOrderTests.cs", "public sealed class PromptOrderTests", null)]
    [InlineData("Learner/PromptOrderTests.cs", "public sealed class PromptOrderTests", "Learner/PromptOrderTests.cs tests PromptOrder: it belongs to Storage")]
    [InlineData("Storage/Nowhere/Rows.cs", "internal static class Rows", "Storage/Nowhere/Rows.cs lies where no source does")]
    [InlineData("Storage/SurvivalTests.cs", "public sealed class SurvivalTests", "Storage/SurvivalTests.cs is named after no type, and no summary says which behaviour it tests")]
    [InlineData("Storage/SurvivalTests.cs", "/// <summary>Rows survive.</summary>\npublic sealed class SurvivalTests", null)]
    public void The_rules_see_what_breaks_them(string path, string content, string? broken) =>
        Assert.Equal(broken is null ? [] : [broken], Misplaced(path, content));

    private static IEnumerable<string> Misplaced(string path, string content)
    {
        var folder = Path.GetDirectoryName(path)!;
        var name = Path.GetFileNameWithoutExtension(path);
        if (!Sources.Any(source => source.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            yield return $"{path} lies where no source does";
        }
        else if (name.EndsWith("Tests", StringComparison.Ordinal))
        {
            var type = name[..^"Tests".Length];
            var homes = Sources.Where(source => Path.GetFileName(source) == type + ".cs").Select(static source => Path.GetDirectoryName(source)!).ToArray();
            if (homes.Length > 0 && !homes.Contains(folder))
            {
                yield return $"{path} tests {type}: it belongs to {string.Join(" or ", homes)}";
            }
            else if (homes.Length == 0 && !content[..Math.Max(content.IndexOf($"class {name}", StringComparison.Ordinal), 0)].Contains("/// <summary>", StringComparison.Ordinal))
            {
                yield return $"{path} is named after no type, and no summary says which behaviour it tests";
            }
        }
    }
}
