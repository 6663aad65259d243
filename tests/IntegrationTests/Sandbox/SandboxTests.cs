namespace Guide.IntegrationTests.Sandbox;

[CollectionDefinition("sandbox")]
public sealed class SandboxTests : ICollectionFixture<SandboxFixture>;
