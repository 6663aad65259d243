using System.Text.Json;
using System.Text.Json.Serialization;

using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>
/// How a worker and a sandbox service speak about code verdicts: <c>POST /judge</c> takes a <see cref="JudgeRequest"/> and gives a
/// <see cref="Verdict"/>. Both sides use these members and no others.
/// </summary>
public static class JudgeExchange
{
    /// <summary>Where cases are judged.</summary>
    public const string JudgePath = "/judge";

    /// <summary>The JSON form. Unknown keys are skipped: the two sides may be of different releases.</summary>
    public static JsonSerializerOptions Json { get; } = new(SnakeCaseJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };
}
