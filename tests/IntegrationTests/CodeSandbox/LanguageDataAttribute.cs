using System.Reflection;

using Guide.CodeSandbox.Isolation;

using Xunit.Sdk;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>A program of a language, and further arguments of the test; left out, and said so, where the machine has no such compiler or interpreter.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class LanguageDataAttribute : DataAttribute
{
    private static readonly RuntimeTable Here = RuntimeTable.Find(new SandboxOptions());
    private readonly object[] _arguments;

    public LanguageDataAttribute(string language, string code, params object[] more)
    {
        _arguments = [language, code, .. more];
        Skip = Here.Get(language) is null ? $"{language} is not installed here" : null;
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [_arguments];
}
