using System.Text;

namespace Guide.PolicyModel.Tokens;

/// <summary>
/// The stages of a tokenizer.json, in the order of its data: added tokens are cut out, the rest is normalised, cut into pieces, turned into
/// ids; decoding runs the ids' texts through the decoders.
/// </summary>
internal sealed class PipelineTokenizer : ITokenizer
{
    private readonly IVocabularyModel _model;
    private readonly Func<string, string> _normalize;
    private readonly IPreTokenizer? _preTokenizer;
    private readonly IReadOnlyList<Func<List<string>, List<string>>>? _decoders;
    private readonly AddedTokenMatcher _raw;
    private readonly AddedTokenMatcher _normalized;
    private readonly Dictionary<int, AddedToken> _added;
    private readonly Dictionary<string, int> _addedIds;
    private readonly string?[] _texts;
    private readonly int[] _prefix;
    private readonly int[] _suffix;

    internal PipelineTokenizer(
        IVocabularyModel model,
        IReadOnlyList<AddedToken> added,
        Func<string, string> normalize,
        IPreTokenizer? preTokenizer,
        IReadOnlyList<Func<List<string>, List<string>>>? decoders,
        (int[] Prefix, int[] Suffix) template,
        int? bosId,
        IReadOnlyList<int> stopIds)
    {
        _model = model;
        _normalize = normalize;
        _preTokenizer = preTokenizer;
        _decoders = decoders;
        _added = added.ToDictionary(t => t.Id);
        _addedIds = added.ToDictionary(t => t.Content, t => t.Id, StringComparer.Ordinal);
        _raw = new AddedTokenMatcher(added.Where(t => !t.Normalized).Select(t => (t.Content, t)));
        _normalized = new AddedTokenMatcher(added.Where(t => t.Normalized).Select(t => (normalize(t.Content), t)));
        (_prefix, _suffix) = template;
        BosId = bosId;
        StopIds = stopIds;
        OwnVocabularySize = 1 + model.Vocabulary.Values.DefaultIfEmpty(-1).Max();
        VocabularySize = Math.Max(OwnVocabularySize, 1 + added.Select(t => t.Id).DefaultIfEmpty(-1).Max());
        _texts = new string?[VocabularySize];
        foreach (var (text, id) in model.Vocabulary)
        {
            _texts[id] = text;
        }

        foreach (var token in added)
        {
            _texts[token.Id] = token.Content;
        }
    }

    public int VocabularySize { get; }

    /// <summary>Ids of the vocabulary proper are below it; added tokens may lie beyond.</summary>
    internal int OwnVocabularySize { get; }

    public int? BosId { get; }

    public IReadOnlyList<int> StopIds { get; }

    public int? IdOf(string token) =>
        _addedIds.TryGetValue(token, out var added) ? added : _model.Vocabulary.TryGetValue(token, out var id) ? id : null;

    public int[] Encode(string text, bool addSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>();
        if (addSpecialTokens)
        {
            ids.AddRange(_prefix);
        }

        var atStart = true;
        foreach (var (stretch, token) in _raw.Cut(WellFormed(text)))
        {
            if (token is not null)
            {
                ids.Add(token.Id);
            }
            else
            {
                foreach (var (part, normalizedToken) in _normalized.Cut(_normalize(stretch)))
                {
                    if (normalizedToken is not null)
                    {
                        ids.Add(normalizedToken.Id);
                    }
                    else
                    {
                        foreach (var piece in _preTokenizer?.Split([part], atStart) ?? [part])
                        {
                            _model.Tokenize(piece, ids);
                        }
                    }

                    atStart = false;
                }
            }

            atStart = false;
        }

        if (addSpecialTokens)
        {
            ids.AddRange(_suffix);
        }

        return [.. ids];
    }

    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var texts = new List<string>(ids.Length);
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)_texts.Length || _texts[id] is not { } text)
            {
                continue; // Rows of an embedding padded beyond the vocabulary have no text.
            }

            if (!(skipSpecialTokens && _added.TryGetValue(id, out var token) && token.Special))
            {
                texts.Add(text);
            }
        }

        return _decoders is null
            ? string.Join(' ', texts)
            : string.Concat(_decoders.Aggregate(texts, (current, decoder) => decoder(current)));
    }

    private static string WellFormed(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0)
        {
            return text;
        }

        var builder = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            builder.Append(rune.ToString()); // A lone surrogate enumerates as U+FFFD.
        }

        return builder.ToString();
    }
}
