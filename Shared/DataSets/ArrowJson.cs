using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace Guide.DataSets;

/// <summary>
/// Cells of a table as JSON. A map with texts or numbers as keys is an object, a date is its ISO text, bytes are text where they are UTF-8.
/// NaN is how tables say that a number is not there: it is null.
/// </summary>
internal static class ArrowJson
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One cell.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">From 0.</param>
    /// <exception cref="NotSupportedException">JSON has no word for it; the message has no stop.</exception>
    public static JsonElement Element(IArrowArray column, int row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, column, row);
        }

        return JsonSerializer.Deserialize<JsonElement>(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, IArrowArray array, int at)
    {
        if (array.IsNull(at))
        {
            writer.WriteNullValue();
            return;
        }

        switch (array)
        {
            case MapArray map: // Before lists, which it is, too.
                Map(writer, map, at);
                break;
            case ListArray list:
                Items(writer, list.Values, list.ValueOffsets[at], list.ValueOffsets[at + 1]);
                break;
            case LargeListArray list:
                Items(writer, list.Values, checked((int)list.ValueOffsets[at]), checked((int)list.ValueOffsets[at + 1]));
                break;
            case FixedSizeListArray list:
                var size = ((FixedSizeListType)list.Data.DataType).ListSize;
                Items(writer, list.Values, (list.Offset + at) * size, (list.Offset + at + 1) * size);
                break;
            case StructArray structure:
                Fields(writer, structure, at);
                break;
            case DictionaryArray dictionary:
                Write(writer, dictionary.Dictionary, Number(dictionary.Indices, at) is { } index ? int.Parse(index, CultureInfo.InvariantCulture) : throw Unknown(array));
                break;
            default:
                Scalar(writer, array, at);
                break;
        }
    }

    private static void Scalar(Utf8JsonWriter writer, IArrowArray array, int at)
    {
        if (array is BooleanArray truth)
        {
            writer.WriteBooleanValue(truth.GetValue(at)!.Value);
        }
        else if (Number(array, at) is { } number)
        {
            Raw(writer, number);
        }
        else
        {
            writer.WriteStringValue(Text(array, at));
        }
    }

    private static void Raw(Utf8JsonWriter writer, string number)
    {
        if (number == "NaN")
        {
            writer.WriteNullValue();
        }
        else if (number.EndsWith("Infinity", StringComparison.Ordinal))
        {
            throw new NotSupportedException("it is infinite");
        }
        else
        {
            writer.WriteRawValue(number);
        }
    }

    /// <summary>The shortest digits of the column's own precision; null when it is no number.</summary>
    private static string? Number(IArrowArray array, int at) => array switch
    {
        Int8Array a => Digits(a.Values[at]),
        Int16Array a => Digits(a.Values[at]),
        Int32Array a => Digits(a.Values[at]),
        Int64Array a => Digits(a.Values[at]),
        UInt8Array a => Digits(a.Values[at]),
        UInt16Array a => Digits(a.Values[at]),
        UInt32Array a => Digits(a.Values[at]),
        UInt64Array a => Digits(a.Values[at]),
        HalfFloatArray a => Digits(a.Values[at]),
        FloatArray a => Digits(a.Values[at]),
        DoubleArray a => Digits(a.Values[at]),
        DurationArray a => Digits(a.Values[at]),
        Decimal32Array a => a.GetString(at),
        Decimal64Array a => a.GetString(at),
        Decimal128Array a => a.GetString(at),
        Decimal256Array a => a.GetString(at),
        _ => null,
    };

    private static string Digits(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private static string Text(IArrowArray array, int at) => array switch
    {
        StringArray a => Decoded(a.GetBytes(at)),
        LargeStringArray a => Decoded(a.GetBytes(at)),
        StringViewArray a => Decoded(a.GetBytes(at)),
        BinaryArray a => Decoded(a.GetBytes(at)),
        LargeBinaryArray a => Decoded(a.GetBytes(at)),
        BinaryViewArray a => Decoded(a.GetBytes(at)),
        Date32Array a => a.GetDateTime(at)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Date64Array a => a.GetDateTime(at)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimestampArray a => a.GetTimestamp(at)!.Value.ToString("O", CultureInfo.InvariantCulture),
        Time32Array a => a.GetTime(at)!.Value.ToString("O", CultureInfo.InvariantCulture),
        Time64Array a => a.GetTime(at)!.Value.ToString("O", CultureInfo.InvariantCulture),
        FixedSizeBinaryArray a => Decoded(a.GetBytes(at)),
        _ => throw Unknown(array),
    };

    private static string Decoded(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new NotSupportedException("its bytes are no UTF-8 text", exception);
        }
    }

    private static NotSupportedException Unknown(IArrowArray array) => new($"its type {array.Data.DataType.Name} is not known here");

    private static void Items(Utf8JsonWriter writer, IArrowArray values, int begin, int end)
    {
        writer.WriteStartArray();
        for (var i = begin; i < end; i++)
        {
            Write(writer, values, i);
        }

        writer.WriteEndArray();
    }

    private static void Fields(Utf8JsonWriter writer, StructArray structure, int at)
    {
        var type = (StructType)structure.Data.DataType;
        writer.WriteStartObject();
        for (var field = 0; field < type.Fields.Count; field++)
        {
            writer.WritePropertyName(type.Fields[field].Name);
            Write(writer, structure.Fields[field], at);
        }

        writer.WriteEndObject();
    }

    private static void Map(Utf8JsonWriter writer, MapArray map, int at)
    {
        var (keys, values) = (map.Keys, map.Values);
        writer.WriteStartObject();
        for (var i = map.ValueOffsets[at]; i < map.ValueOffsets[at + 1]; i++)
        {
            writer.WritePropertyName(Number(keys, i) ?? Text(keys, i));
            Write(writer, values, i);
        }

        writer.WriteEndObject();
    }
}
