namespace Guide.IntegrationTests.CodeSandbox;

[CollectionDefinition("sandbox")]
public sealed class SandboxTests : ICollectionFixture<SandboxFixture>;
