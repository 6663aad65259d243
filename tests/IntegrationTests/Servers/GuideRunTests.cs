using System.Text.Json;
using System.Text.Json.Nodes;

using Guide.Cli;
using Guide.Contracts;
using Guide.Recipes;

using Microsoft.AspNetCore.Http;

namespace Guide.IntegrationTests.Servers;

/// <summary><c>guide run</c> with servers, from a recipe's text to its report; and the same stages over RabbitMQ and PostgreSQL.</summary>
public sealed class GuideRunTests
{
    private const string Recipe = """
        name: served
        data: { prompts: prompts.jsonl }
        policy: { checkpoint: model, lora: { rank: 4 } }
        sampling: { sampler: inference_server, group_size: 4, max_prompt_tokens: 24, max_completion_tokens: 8, max_log_prob_gap: 1.0e-3 }
        verification: { scripted_reward: slot-parity }
        step: { steps: 2, root_groups_per_step: 4, updates_per_step: 1 }
        optimizer: { learning_rate: 0.05 }
        """;

    [Fact]
    public async Task Guide_run_trains_an_adapter_on_what_servers_sample()
    {
        using var folder = new TemporaryFolder("guide-served");
        await WriteAsync(folder);
        await using var server = new VllmServer(Path.Combine(folder.Path, "model"));
        await server.StartAsync();

        var (exitCode, output, error) = await GuideAsync(
            "run", Path.Combine(folder.Path, "served.yaml"), "--run-folder", Path.Combine(folder.Path, "run"), "--endpoints", server.Address, "--stage-option", "Inference:Model=tiny/base");

        Assert.True(exitCode == 0, error + output);
        Assert.Contains("/v1/load_lora_adapter", server.Requests.Select(request => request.Path));
        Assert.Equal(8, server.Count("/v1/completions"));
        Assert.True(File.Exists(Path.Combine(folder.Path, "run", "summary.json")));
        var last = Directory.GetDirectories(Path.Combine(folder.Path, "run", "checkpoints"), "v000002*", SearchOption.AllDirectories).Single();
        Assert.True(File.Exists(Path.Combine(last, "adapter_model.safetensors")));

        // What was trained is a checkpoint like any other.
        var sample = await GuideAsync("sample", "--model", last, "--prompt", "3 + 4 ?", "--max-tokens", "4", "--json");
        Assert.True(sample.ExitCode == 0, sample.Error);
        Assert.Equal(1, JsonDocument.Parse(sample.Output).RootElement.GetProperty("completions").GetArrayLength());
    }

    [Theory]
    [InlineData("sampling.sampler is inference_server: name its servers with --endpoints.")]
    [InlineData("--endpoints has no effect here: it applies when sampling.sampler is inference_server.", "sampling.sampler=local", "--endpoints", "http://gpu1:8000")]
    [InlineData("Inference:Endpoints: 'gpu1:8000' is not an http address such as http://gpu1:8000.", "--endpoints", "gpu1:8000")]
    [InlineData("--stage-option 'Model=x' is not SECTION:KEY=VALUE.", "--endpoints", "http://gpu1:8000", "--stage-option", "Model=x")]
    [InlineData("Unknown setting 'Inferance:Model'", "--endpoints", "http://gpu1:8000", "--stage-option", "Inferance:Model=x")]
    public async Task A_wrong_command_line_is_one_line_and_exit_code_2(string says, params string[] args)
    {
        using var folder = new TemporaryFolder("guide-served");
        await WriteAsync(folder);

        var (exitCode, _, error) = await GuideAsync(["run", Path.Combine(folder.Path, "served.yaml"), "--run-folder", Path.Combine(folder.Path, "run"), .. args]);

        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Equal((2, 1), (exitCode, error.Trim().Split('\n').Length));
    }

    /// <summary>A setting that does not fit the server is a configuration error: it ends the run, and no group is lost for it.</summary>
    [Theory]
    [InlineData("short context", "has a context of 10 tokens (max_model_len)")]
    [InlineData("refusal", "refuses a request with 400")]
    [InlineData("early length", "cuts a completion at 1 of 8 tokens")]
    [InlineData("other version", "answers as 'somebody', not as 'tiny/base'")]
    public async Task A_server_that_does_not_fit_ends_the_run_in_one_line_and_nothing_is_discarded(string fault, string says)
    {
        using var folder = new TemporaryFolder("guide-served");
        await WriteAsync(folder);
        await using var server = new VllmServer(Path.Combine(folder.Path, "model"));
        Break(server, fault);
        await server.StartAsync();
        var run = Path.Combine(folder.Path, "run");

        var (exitCode, _, error) = await GuideAsync(
            "run", Path.Combine(folder.Path, "served.yaml"), "--run-folder", run, "--endpoints", server.Address, "--stage-option", "Inference:Model=tiny/base");

        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Equal((1, 1), (exitCode, error.Trim().Split('\n').Length));
        var rollouts = await GuideAsync("rollouts", "--run-folder", run, "--json");
        Assert.Equal((0, ""), (rollouts.ExitCode, rollouts.Output));

        // With the fault gone the same run ends: all of its groups are there.
        (server.Falsify, server.Fault) = (null, null);
        var again = await GuideAsync("run", "--run-folder", run, "--endpoints", server.Address, "--stage-option", "Inference:Model=tiny/base");
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Contains("root groups: consumed 8", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_replicas_over_RabbitMQ_share_two_servers_to_the_end()
    {
        await using var pipeline = await Pipeline.CreateAsync(
            VllmTests.Recipe(), Pipeline.Prompts(8), await SharedServers.CreateDatabaseAsync(), await SharedServers.BrokerAsync(), SharedServers.UniqueName("served"));
        await using var first = await VllmTests.StartAsync(pipeline);
        await using var second = await VllmTests.StartAsync(pipeline);

        await Task.WhenAll(VllmTests.RunAsync(pipeline, first, second), VllmTests.RunAsync(pipeline, first, second));

        await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        Assert.All((await VllmTests.VersionsAsync(pipeline)).Skip(1), version => Assert.InRange(VllmTests.Gap(version), 0, 1e-4));
        Assert.True(first.Count("/v1/completions") > 0 && second.Count("/v1/completions") > 0);
    }

    [Fact]
    public async Task Held_out_prompts_are_sampled_by_the_servers_at_exactly_their_version()
    {
        var recipe = VllmTests.Recipe() with { Evaluation = new EvaluationRecipe { SamplesPerProblem = 2, EveryVersions = 1 } };
        await using var pipeline = await Pipeline.CreateAsync(
            recipe, Pipeline.Prompts(8), heldOut: [.. Pipeline.Prompts(6).Select(static prompt => prompt with { Id = $"held-{prompt.Id}" })]);
        await using var server = await VllmTests.StartAsync(pipeline);

        await VllmTests.RunAsync(pipeline, server);

        var trained = await RunInvariants.AssertAsync(pipeline.Database, pipeline.RunId);
        var measured = (await VllmTests.GroupsAsync(pipeline)).FindAll(static group => group.Purpose == Purpose.Eval);
        Assert.All(measured, static group => Assert.Equal((GroupState.Completed, group.MinimumPolicyVersion), (group.State, group.PolicyVersion!.Value)));

        // Versions 0 and 2 with hints and without, version 1 without.
        Assert.Equal(
            [(0, false, 6), (0, true, 6), (1, false, 6), (2, false, 6), (2, true, 6)],
            measured.GroupBy(static group => (group.MinimumPolicyVersion, group.HintId is not null)).OrderBy(static group => group.Key).Select(static group => (group.Key.MinimumPolicyVersion, group.Key.Item2, group.Count())));
        Assert.Equal(measured.Count + trained.Count, server.Count("/v1/completions"));
    }

    private static void Break(VllmServer server, string fault)
    {
        server.Fault = fault != "refusal" ? null : async (context, _) =>
        {
            if (context.Request.Path != "/v1/completions")
            {
                return false;
            }

            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("""{"error": {"message": "top_k is too large"}}""");
            return true;
        };
        server.Falsify = fault switch
        {
            "short context" => (path, answer) => Change(path == "/v1/models", () => answer["data"]![0]!["max_model_len"] = 10),
            "early length" => (path, answer) => Change(path == "/v1/completions", () => Cut(answer["choices"]![0]!)),
            "other version" => (path, answer) => Change(path == "/v1/completions", () => answer["model"] = "somebody"),
            _ => null,
        };
    }

    private static void Change(bool isMeant, Action change)
    {
        if (isMeant)
        {
            change();
        }
    }

    /// <summary>One token, as if the context were full.</summary>
    private static void Cut(JsonNode choice)
    {
        choice["finish_reason"] = "length";
        choice["token_ids"] = new JsonArray(5);
        choice["logprobs"]!["token_logprobs"] = new JsonArray(-1.0);
    }

    private static async Task WriteAsync(TemporaryFolder folder)
    {
        TinyPolicy.Write(Path.Combine(folder.Path, "model"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "served.yaml"), Recipe);
        await File.WriteAllLinesAsync(
            Path.Combine(folder.Path, "prompts.jsonl"),
            Pipeline.Prompts(8).Select(prompt => JsonSerializer.Serialize(new { id = prompt.Id, domain = "math", prompt = prompt.Prompt, gold = prompt.Gold })));
    }

    private static async Task<(int ExitCode, string Output, string Error)> GuideAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await GuideRoot.RunAsync(args, TextWriter.Synchronized(output), TextWriter.Synchronized(error), CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }
}
