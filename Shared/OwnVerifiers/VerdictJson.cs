using System.Text.Json;

using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.OwnVerifiers;

/// <summary>A verdict as <c>POST /verify</c> answers it, from somebody who may answer anything.</summary>
internal static class VerdictJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The verdict, or an error that says what is wrong with the answer.</summary>
    /// <param name="answer">The body.</param>
    /// <param name="id">The case's id: an answer with another is an answer to something else.</param>
    /// <param name="judge">Who answered.</param>
    public static Verdict Read(ReadOnlyMemory<byte> answer, long id, string judge)
    {
        try
        {
            using var document = JsonDocument.Parse(answer, Options);
            return Read(document.RootElement, id, judge);
        }
        catch (JsonException exception)
        {
            return Verdict.Error($"{judge}: the answer is not JSON ({exception.Message.Split('.')[0]})");
        }
        catch (InvalidOperationException)
        {
            return Verdict.Error($"{judge}: the answer has a text that is none (half of a surrogate pair, or bytes that are not UTF-8)");
        }
    }

    private static Verdict Read(JsonElement root, long id, string judge)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Verdict.Error($"{judge}: the answer is no object");
        }

        if (root.TryGetProperty("id", out var answered) && !(answered.ValueKind == JsonValueKind.Number && answered.TryGetInt64(out var number) && number == id))
        {
            return Verdict.Error($"{judge}: the answer has the id {OwnVerdicts.Short(answered.GetRawText())}, the case has {id}");
        }

        if (!root.TryGetProperty("outcome", out var word))
        {
            return Verdict.Error($"{judge}: the answer has no \"outcome\"");
        }

        if (word.ValueKind != JsonValueKind.String || Array.Find(Enum.GetValues<VerdictOutcome>(), o => word.ValueEquals(o.ToString())) is var outcome && !word.ValueEquals(outcome.ToString()))
        {
            return Verdict.Error($"{judge}: the outcome {OwnVerdicts.Short(word.GetRawText())} is none of {string.Join(", ", Enum.GetNames<VerdictOutcome>())}");
        }

        double? reward = null;
        if (root.TryGetProperty("reward", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind != JsonValueKind.Number || !given.TryGetDouble(out var value))
            {
                return Verdict.Error($"{judge}: the reward {OwnVerdicts.Short(given.GetRawText())} is no number");
            }

            reward = value;
        }

        if (root.TryGetProperty("detail", out var why) && why.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return Verdict.Error($"{judge}: the detail is no text");
        }

        return OwnVerdicts.Checked(outcome, reward, why.ValueKind == JsonValueKind.String ? why.GetString() : null, judge);
    }
}
