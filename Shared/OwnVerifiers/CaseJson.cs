using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.OwnVerifiers;

/// <summary>A case as <c>guide verify</c> reads it: what a judge over HTTP is sent.</summary>
public static class CaseJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One JSON object; what a case does not say is not in it.</summary>
    /// <param name="id">Comes back with the verdict.</param>
    /// <param name="verificationCase">The case.</param>
    public static ReadOnlyMemory<byte> Write(long id, VerificationCase verificationCase)
    {
        ArgumentNullException.ThrowIfNull(verificationCase);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("domain", SnakeCaseJson.Word(verificationCase.Domain));
        if (verificationCase.Gold is { } gold)
        {
            json.WriteString("gold", gold);
            json.WriteString("gold_form", Form(verificationCase.GoldIsText));
        }

        if (verificationCase.Tests is { } tests)
        {
            json.WritePropertyName("tests");
            tests.WriteTo(json);
        }

        json.WriteString("pred", verificationCase.Prediction);
        json.WriteString("pred_form", Form(verificationCase.PredictionIsText));
        if (verificationCase.Problem is { } problem)
        {
            json.WriteString("problem", problem);
        }

        if (verificationCase.RelTol is { } tolerance)
        {
            json.WriteNumber("rel_tol", tolerance);
        }

        if (verificationCase.Format.Strict)
        {
            json.WriteBoolean("strict_format", true);
        }
        else if (verificationCase.Format.From != AnswerSources.All)
        {
            json.WriteString("answer_from", AnswerFormat.Names(verificationCase.Format.From));
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static string Form(bool isText) => isText ? "text" : "answer";
}
