using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Guide.Answers;
using Guide.Contracts;
using Guide.Contracts.Judging;
using Guide.StageHost;
using Guide.Storage.Entities;

namespace Guide.VerifierConsumer;

/// <summary>
/// Scripted rewards, for tests of the pipeline: <c>token:ID</c> (the completion begins with that token), <c>slot-parity</c> (even slots),
/// <c>guided</c> (every guided rollout, no other), <c>share:P</c> (a share P of completions, by a hash of their ids), <c>none</c> (all
/// wrong), <c>broken</c> (the verifier fails).
/// </summary>
internal sealed class ScriptedJudge : IRolloutJudge
{
    private readonly Func<GroupRow, RolloutRow, Verdict> _judge;

    /// <summary>A judge that follows a script.</summary>
    /// <exception cref="GuideException">The script is unknown (exit code 2).</exception>
    public ScriptedJudge(string script)
    {
        var (name, argument) = script.Split(':', 2) is [var head, var tail] ? (head, tail) : (script, "");
        _judge = name switch
        {
            "token" when int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var id) =>
                (_, rollout) => Of(rollout.TokenIds is [var first, ..] && first == id),
            "slot-parity" => static (_, rollout) => Of(rollout.Slot % 2 == 0),
            "guided" => static (group, _) => Of(group.HintId is not null),
            "share" when double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1 =>
                (_, rollout) => Of(Hash(rollout.TokenIds) < share),
            "none" => static (_, _) => Of(false),
            "broken" => static (_, _) => Verdict.Error("scripted"),
            _ => throw GuideException.Usage(
                $"verification.scripted_reward '{script}' is none of token:ID, slot-parity, guided, share:P, none, broken."),
        };
    }

    public string SetVersion => "scripted/1";

    public string VersionFor(PromptRow prompt) => SetVersion;

    public ValueTask<Verdict> JudgeAsync(GroupRow group, PromptRow prompt, RolloutRow rollout, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_judge(group, rollout));

    private static Verdict Of(bool correct) => correct ? Verdict.Correct("scripted") : Verdict.Incorrect("scripted");

    /// <summary>Uniform in [0, 1).</summary>
    private static double Hash(int[] ids)
    {
        var bytes = new byte[ids.Length * sizeof(int)];
        for (var i = 0; i < ids.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), ids[i]);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(bytes)) / 4294967296.0;
    }
}
