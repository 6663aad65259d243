
namespace Guide.EndToEndTests.Quickstart;

/// <summary>Every bad input is one clear line and the documented exit code, and leaves nothing half-made.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guide-bad-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task An_unknown_recipe_key() => FailsAsync(2, "unknown key 'step.stes'; the nearest valid key is 'step.steps'", "run", Repository.Recipe("quickstart.yaml"), "step.stes=3");

    [Fact]
    public Task A_missing_recipe() => FailsAsync(2, "there is no such file", "run", Path.Combine(_folder, "nothing.yaml"));

    [Fact]
    public Task A_missing_data_set() => FailsAsync(2, "there is no such file", "run", Recipe("missing.jsonl"), "--run-folder", Path.Combine(_folder, "r"));

    [Fact]
    public Task A_prompt_without_an_answer()
    {
        File.WriteAllText(Path.Combine(_folder, "p.jsonl"), """
            {"id": "a", "domain": "math", "prompt": "1+1?", "gold": "2"}
            {"id": "b", "domain": "math", "prompt": "1+2?"}
            """);
        return FailsAsync(2, "p.jsonl:2: the prompt has no answer", "run", Recipe("p.jsonl"), "--run-folder", Path.Combine(_folder, "r"));
    }

    [Fact]
    public Task A_missing_checkpoint() => FailsAsync(1, "no such checkpoint folder", "run", WithPrompts(), "--run-folder", Path.Combine(_folder, "r"));

    [Fact]
    public async Task A_broken_checkpoint_is_named_and_nothing_is_stored_of_the_run()
    {
        var checkpoint = Directory.CreateDirectory(Path.Combine(_folder, "model")).FullName;
        await File.WriteAllTextAsync(Path.Combine(checkpoint, "config.json"), "{ not json");
        var run = Path.Combine(_folder, "r");

        await FailsAsync(1, "config.json", "run", WithPrompts(), "--run-folder", run);

        Assert.False(Directory.Exists(Path.Combine(run, "checkpoints")));
    }

    [Fact]
    public Task An_unreachable_database() => FailsAsync(
        1, "the database cannot be used", "run", WithPrompts(), "--run-folder", Path.Combine(_folder, "r"), "--broker", "amqp://127.0.0.1:9", "--database", "Host=127.0.0.1;Port=9;Database=guide;Username=u;Timeout=2", "--give-up-after", "00:00:00");

    [Fact]
    public async Task An_unreachable_broker() => await FailsAsync(
        1, "The broker amqp://127.0.0.1:9/ cannot be used", "run", WithPrompts(), "--run-folder", Path.Combine(_folder, "r"), "--broker", "amqp://u:geheim@127.0.0.1:9", "--database", await SharedServers.CreateDatabaseAsync(), "--give-up-after", "00:00:00");

    [Fact]
    public Task A_broker_without_a_database() => FailsAsync(2, "needs both --broker and --database", "run", WithPrompts(), "--broker", "amqp://127.0.0.1:9");

    [Fact]
    public Task A_folder_that_holds_something_else()
    {
        File.WriteAllText(Path.Combine(_folder, "mine.txt"), "x");
        return FailsAsync(2, "neither empty nor a run folder", "run", Repository.Recipe("quickstart.yaml"), "--run-folder", _folder);
    }

    [Fact]
    public Task No_command() => FailsAsync(2, "Try 'guide --help'");

    [Fact]
    public Task An_unknown_option() => FailsAsync(2, "--colour", "run", "--colour", "red");

    [Fact]
    public Task No_seeds() => FailsAsync(2, "--seeds is a whole number from 1 to 1000; got '0'", "run", "--seeds", "0");

    private static async Task FailsAsync(int exitCode, string message, params string[] args)
    {
        var result = await CommandLine.RunAsync(args);

        Assert.Equal((exitCode, true), (result.ExitCode, result.Error.StartsWith("guide: ", StringComparison.Ordinal)));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
    }

    private string WithPrompts()
    {
        File.WriteAllText(Path.Combine(_folder, "p.jsonl"), """{"id": "a", "domain": "math", "prompt": "1+1?", "gold": "2"}""");
        return Recipe("p.jsonl");
    }

    private string Recipe(string prompts)
    {
        var file = Path.Combine(_folder, "recipe.yaml");
        File.WriteAllText(file, $"name: bad\ndata:\n  prompts: {prompts}\npolicy:\n  checkpoint: model\n");
        return file;
    }
}
