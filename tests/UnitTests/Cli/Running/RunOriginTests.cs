using Guide.Cli.Running;

namespace Guide.UnitTests.Cli;

public sealed class RunOriginTests
{
    [Fact]
    public void The_command_can_be_pasted_and_holds_no_password() =>
        Assert.Equal(
            "./guide run mine.yaml 'data.prompt_template={prompt} now' --broker amqp://u:…@host/v --database 'Host=h;Username=u;Password=…;Port=1 2'",
            RunOrigin.CommandOf(["Guide.Cli.dll", "run", "mine.yaml", "data.prompt_template={prompt} now", "--broker", "amqp://u:secret@host/v", "--database", "Host=h;Username=u;Password=secret;Port=1 2"]));

    [Fact]
    public void The_machine_is_a_kind_and_not_a_name() =>
        Assert.DoesNotContain(Environment.MachineName, RunOrigin.Here().Machine, StringComparison.OrdinalIgnoreCase);
}
