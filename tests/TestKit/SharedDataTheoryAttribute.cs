using Xunit;

namespace Guide.TestKit;

/// <summary>A theory about files of <see cref="SharedData"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(params string[] paths) => Skip = SharedData.Missing(paths);
}
