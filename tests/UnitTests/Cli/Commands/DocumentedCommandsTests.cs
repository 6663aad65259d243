using System.Text;

using Guide.Cli;
using Guide.Cli.Recipes;
using Guide.TestKit;

namespace Guide.UnitTests.Cli;

/// <summary>What README and documents tell a reader to type is understood: every command, every option, the example of a recipe.</summary>
public sealed class DocumentedCommandsTests
{
    [Fact]
    public void Every_command_line_of_the_documents_is_understood()
    {
        var root = GuideRoot.Create();
        var tried = 0;
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Append(Path.Combine(Repository.Root, "README.md")).Where(file => Path.GetFileName(file) != "lab-log.md"))
        {
            foreach (var line in File.ReadLines(file).Where(line => line.StartsWith("./guide ", StringComparison.Ordinal) && !line.StartsWith("./guide test", StringComparison.Ordinal) && !line.Contains('…', StringComparison.Ordinal)))
            {
                tried++;
                var errors = root.Parse([.. Words(line).Skip(1)]).Errors;
                Assert.True(errors.Count == 0, $"{Path.GetFileName(file)}: {line}: {string.Join(' ', errors.Select(error => error.Message))}");
            }
        }

        Assert.True(tried > 20, $"{tried} command lines");
    }

    [Fact]
    public void The_recipe_of_your_data_is_a_recipe()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "your-data.md"));
        var yaml = text.Split("```yaml\n")[1].Split("```")[0];

        var arm = Assert.Single(RecipeLoader.Parse(yaml, "mine.yaml", []).Arms);
        Assert.Equal(("models/mine", 50, "{prompt}\n\nPut your answer in \\boxed{}."), (arm.Recipe.Policy.Checkpoint, arm.Recipe.Step.Steps, arm.Recipe.Data.PromptTemplate));
    }

    /// <summary>A command line as a shell cuts it, without its comment.</summary>
    private static List<string> Words(string line)
    {
        var (words, word, quote) = (new List<string>(), new StringBuilder(), '\0');
        foreach (var (i, c) in line.Index())
        {
            if (quote == '\0' && c == '#' && (i == 0 || line[i - 1] == ' '))
            {
                break;
            }

            if (quote == '\0' && c is '\'' or '"')
            {
                quote = c;
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c == ' ')
            {
                End();
            }
            else
            {
                word.Append(c);
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }
}
