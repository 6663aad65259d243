using System.Diagnostics;
using System.Text.RegularExpressions;

using YamlDotNet.RepresentationModel;

namespace Guide.ArchitectureTests;

/// <summary>docker-compose.yml and the Dockerfile, without an engine: the compose tool reads the one, the other is checked against it.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string[] StageServices = ["producer", "rollout", "verifier", "hint", "learner"];

    [Fact]
    public async Task Compose_accepts_the_file_and_finds_every_service()
    {
        var services = await ComposeAsync("config", "--services");
        Assert.Equal(
            StageServices.Concat(["rabbitmq", "postgres", "run"]).Order(),
            services.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order());
    }

    [Fact]
    public async Task Every_stage_has_its_settings_a_health_check_and_waits_for_healthy_servers()
    {
        var blocks = Services(await ComposeAsync("config"));
        Assert.All(StageServices, name =>
        {
            var service = blocks[name];
            Assert.All(
                (string[])["GUIDE_RUN:", "GUIDE_BROKER: amqp://", "GUIDE_DATABASE: postgres://", "GUIDE_CHECKPOINTS: /runs/", "/health/ready", "condition: service_healthy", "runs:/runs:rw"],
                needed => Assert.Contains(needed, service, StringComparison.Ordinal));
        });
        Assert.Contains("seccomp:unconfined", blocks["verifier"], StringComparison.Ordinal);
        Assert.Contains("apparmor:unconfined", blocks["verifier"], StringComparison.Ordinal);
        Assert.DoesNotContain(StageServices.Except(["verifier"]), name => blocks[name].Contains("unconfined", StringComparison.Ordinal));
        Assert.Matches(@"image: rabbitmq:\d+\.\d+", blocks["rabbitmq"]);
    }

    [Fact]
    public async Task Every_target_that_compose_builds_is_in_the_Dockerfile()
    {
        var wanted = TargetPattern().Matches(await ComposeAsync("config")).Select(static match => match.Groups["name"].Value).Distinct();
        var offered = StagePattern().Matches(await File.ReadAllTextAsync(Path.Combine(ProjectFile.Root, "deploy", "Dockerfile")))
            .Select(static match => match.Groups["name"].Value)
            .ToHashSet();
        Assert.Equal(6, wanted.Count());
        Assert.All(wanted, target => Assert.Contains(target, offered));
    }

    [Fact]
    public void Kubernetes_manifests_are_YAML_and_their_images_are_targets_of_the_Dockerfile()
    {
        var offered = StagePattern().Matches(File.ReadAllText(Path.Combine(ProjectFile.Root, "deploy", "Dockerfile")))
            .Select(static match => $"guide-{match.Groups["name"].Value}")
            .ToHashSet();
        var images = new List<string>();
        foreach (var file in Directory.GetFiles(Path.Combine(ProjectFile.Root, "deploy", "kubernetes"), "*.yaml"))
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(File.ReadAllText(file)));
            Assert.NotEmpty(stream.Documents);
            Assert.All(stream.Documents, document =>
            {
                var root = (YamlMappingNode)document.RootNode;
                Assert.True(root.Children.ContainsKey("kind") && root.Children.ContainsKey("apiVersion"), file);
                images.AddRange(root.AllNodes.OfType<YamlMappingNode>()
                    .Where(node => node.Children.TryGetValue("image", out var image) && image is YamlScalarNode)
                    .Select(node => ((YamlScalarNode)node["image"]).Value!));
            });
        }

        Assert.Equal(StageServices.Select(stage => $"guide-{stage}").Concat(["guide-cli", "guide-sandbox"]).Order(), images.Distinct().Order());
        Assert.All(images, image => Assert.Contains(image, offered));
    }

    [Fact]
    public void The_sandboxs_image_holds_the_sandbox_service_only()
    {
        var images = File.ReadAllText(Path.Combine(ProjectFile.Root, "deploy", "Dockerfile")).Split("\nFROM ")
            .Select(static image => image.Split('\n'))
            .ToDictionary(static image => image[0].Split(' ')[^1]);

        Assert.StartsWith("languages AS ", images["sandbox"][0], StringComparison.Ordinal);
        Assert.StartsWith("base AS ", images["languages"][0], StringComparison.Ordinal);
        Assert.DoesNotContain(images["languages"].Concat(images["base"]), static line => line.StartsWith("COPY", StringComparison.Ordinal));
        Assert.Equal("COPY --from=build-sandbox /app .", Assert.Single(images["sandbox"], static line => line.StartsWith("COPY", StringComparison.Ordinal)));
        Assert.Contains(images["build-sandbox"], static line => line.StartsWith("RUN dotnet publish SandboxService/SandboxService.csproj ", StringComparison.Ordinal));
        Assert.Contains("""ENTRYPOINT ["dotnet", "Guide.SandboxService.dll"]""", images["sandbox"]);
    }

    private static Dictionary<string, string> Services(string config)
    {
        var services = new Dictionary<string, string>();
        var inside = false;
        string? current = null;
        foreach (var line in config.Split('\n'))
        {
            if (line.Length > 0 && line[0] != ' ')
            {
                inside = line.StartsWith("services:", StringComparison.Ordinal);
                current = null;
            }
            else if (inside && ServicePattern().Match(line) is { Success: true } match)
            {
                current = match.Groups["name"].Value;
                services[current] = "";
            }
            else if (inside && current is not null)
            {
                services[current] += line + "\n";
            }
        }

        return services;
    }

    private static async Task<string> ComposeAsync(params string[] arguments)
    {
        var file = Path.Combine(ProjectFile.Root, "docker-compose.yml");
        var standalone = File.Exists("/usr/bin/docker-compose") || File.Exists("/usr/local/bin/docker-compose");
        var start = new ProcessStartInfo(standalone ? "docker-compose" : "docker")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[.. standalone ? Array.Empty<string>() : ["compose"], "-f", file, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("docker-compose did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    [GeneratedRegex(@"^\s+target: (?<name>\S+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex TargetPattern();

    [GeneratedRegex(@"^FROM \S+ AS (?<name>\S+)$", RegexOptions.Multiline, 1000)]
    private static partial Regex StagePattern();

    [GeneratedRegex("^  (?<name>[a-z]+):$", RegexOptions.None, 1000)]
    private static partial Regex ServicePattern();
}
