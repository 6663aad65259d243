using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Guide.Contracts.Judging;

namespace Guide.VerificationService.Cases;

/// <summary>The verdict of one case.</summary>
/// <param name="RawId">The case's id as it was written.</param>
/// <param name="Verdict">What was found.</param>
/// <param name="Elapsed">How long it took.</param>
internal readonly record struct CaseVerdict(string RawId, Verdict Verdict, TimeSpan Elapsed)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line of JSON with its end: id, outcome, reward (null: not judged), detail, elapsed_ms.</summary>
    public ReadOnlyMemory<byte> Line
    {
        get
        {
            var buffer = new ArrayBufferWriter<byte>(256);
            using (var json = new Utf8JsonWriter(buffer, Json))
            {
                Write(json);
            }

            buffer.Write("\n"u8);
            return buffer.WrittenMemory;
        }
    }

    /// <summary>Writes it as an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("id");
        json.WriteRawValue(RawId);
        json.WriteString("outcome", Verdict.Outcome.ToString());
        if (Verdict.Reward is { } reward)
        {
            json.WriteNumber("reward", reward);
        }
        else
        {
            json.WriteNull("reward");
        }

        json.WriteString("detail", Verdict.Detail);
        json.WriteNumber("elapsed_ms", Math.Round(Elapsed.TotalMilliseconds, 3));
        json.WriteEndObject();
    }
}
