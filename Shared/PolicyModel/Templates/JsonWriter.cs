using System.Text;

namespace Guide.PolicyModel.Templates;

/// <summary>The <c>tojson</c> of chat templates: Python's json.dumps, which keeps letters as they are and does not escape for HTML.</summary>
internal sealed class JsonWriter(string? indent, string itemSeparator, string keySeparator, bool sortKeys, bool ascii, TemplateBudget budget)
{
    private readonly StringBuilder _text = new();

    /// <summary>The value as JSON.</summary>
    public string Write(object? value)
    {
        Append(value, 0);
        return _text.ToString();
    }

    private void Append(object? value, int level)
    {
        budget.Enter();
        switch (value)
        {
            case null:
                _text.Append("null");
                break;
            case bool flag:
                _text.Append(flag ? "true" : "false");
                break;
            case long:
                _text.Append(Values.Literal(value, budget));
                break;
            case double number:
                _text.Append(double.IsFinite(number) ? Values.Decimal(number) : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
                break;
            case string text:
                AppendString(text);
                break;
            case OrderedDictionary<string, object?> dict:
                var pairs = sortKeys ? dict.OrderBy(static pair => pair.Key, Comparer<string>.Create((a, b) => Values.Compare(a, b, budget))) : dict.AsEnumerable();
                AppendItems('{', '}', pairs, level, pair =>
                {
                    AppendString(pair.Key);
                    _text.Append(keySeparator);
                    Append(pair.Value, level + 1);
                });
                break;
            default:
                var items = Values.Items(value) ?? throw (value is Undefined missing ? missing.Used() : new TemplateException($"tojson: {Values.Name(value)} has no JSON"));
                AppendItems('[', ']', items, level, item => Append(item, level + 1));
                break;
        }

        budget.Leave();
    }

    private void AppendItems<T>(char open, char close, IEnumerable<T> items, int level, Action<T> append)
    {
        _text.Append(open);
        var any = false;
        foreach (var item in items)
        {
            _text.Append(any ? itemSeparator : "");
            NewLine(level + 1);
            append(item);
            any = true;
        }

        if (any)
        {
            NewLine(level);
        }

        _text.Append(close);
    }

    private void NewLine(int level)
    {
        if (indent is not null)
        {
            _text.Append('\n').Insert(_text.Length, indent, level);
        }
    }

    private void AppendString(string text)
    {
        budget.Spend(text.Length);
        _text.Append('"');
        foreach (var c in text)
        {
            var at = "\"\\\n\r\t\b\f".IndexOf(c, StringComparison.Ordinal);
            _ = at >= 0 ? _text.Append('\\').Append("\"\\nrtbf"[at])
                : c < 0x20 || (ascii && c > 0x7e) ? _text.Append($"\\u{(int)c:x4}")
                : _text.Append(c);
        }

        _text.Append('"');
    }
}
