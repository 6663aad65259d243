using Xunit;

namespace Guide.TestKit;

/// <summary>A fact about files of <see cref="SharedData"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(params string[] paths) => Skip = SharedData.Missing(paths);
}
