using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Guide.PolicyModel.Tokens;

/// <summary>
/// Byte-pair encoding with ranked merges: the pair of lowest rank merges first, the leftmost of equals. Characters without an id become
/// byte tokens "&lt;0xHH&gt;" (SentencePiece style) or the unknown token.
/// </summary>
internal sealed class BpeModel : IVocabularyModel
{
    private const int CacheLimit = 20_000;
    private const int CachedPieceLength = 64;
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges;
    private readonly int? _unknown;
    private readonly bool _fuseUnknown;
    private readonly bool _ignoreMerges;
    private readonly int[]? _bytes; // [256] ids of the byte tokens
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);

    internal BpeModel(Dictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> merges, string? unknownToken, bool fuseUnknown, bool byteFallback, bool ignoreMerges)
    {
        _vocabulary = vocabulary;
        _fuseUnknown = fuseUnknown;
        _ignoreMerges = ignoreMerges;
        _unknown = unknownToken is not null && vocabulary.TryGetValue(unknownToken, out var unknown) ? unknown : null;
        _merges = [];
        var rank = 0;
        foreach (var (left, right) in merges)
        {
            if (!vocabulary.TryGetValue(left, out var leftId) || !vocabulary.TryGetValue(right, out var rightId) || !vocabulary.TryGetValue(left + right, out var merged))
            {
                throw new InvalidDataException($"merge {rank} ('{left}' + '{right}') is not in the vocabulary");
            }

            _merges.TryAdd((leftId, rightId), (rank++, merged));
        }

        if (byteFallback)
        {
            _bytes = new int[256];
            for (var b = 0; b < 256; b++)
            {
                _bytes[b] = vocabulary.TryGetValue($"<0x{b.ToString("X2", CultureInfo.InvariantCulture)}>", out var id)
                    ? id
                    : throw new InvalidDataException($"byte fallback is on, but the token of byte {b} is missing");
            }
        }
    }

    public IReadOnlyDictionary<string, int> Vocabulary => _vocabulary;

    public void Tokenize(string piece, List<int> ids)
    {
        if (piece.Length == 0)
        {
            return;
        }

        if (_ignoreMerges && _vocabulary.TryGetValue(piece, out var whole))
        {
            ids.Add(whole);
            return;
        }

        if (piece.Length > CachedPieceLength)
        {
            ids.AddRange(Merge(Symbols(piece)));
            return;
        }

        if (!_cache.TryGetValue(piece, out var cached))
        {
            cached = Merge(Symbols(piece));
            if (_cache.Count < CacheLimit)
            {
                _cache[piece] = cached;
            }
        }

        ids.AddRange(cached);
    }

    private List<int> Symbols(string piece)
    {
        var symbols = new List<int>(piece.Length);
        Span<byte> utf8 = stackalloc byte[4];
        var lastUnknown = false;
        foreach (var rune in piece.EnumerateRunes())
        {
            if (_vocabulary.TryGetValue(rune.ToString(), out var id))
            {
                symbols.Add(id);
                lastUnknown = false;
            }
            else if (_bytes is not null)
            {
                foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
                {
                    symbols.Add(_bytes[b]);
                }

                lastUnknown = false;
            }
            else if (_unknown is { } unknown)
            {
                if (!(lastUnknown && _fuseUnknown))
                {
                    symbols.Add(unknown);
                }

                lastUnknown = true;
            }
            else
            {
                throw new TokenizationException($"the character '{rune}' is not in the vocabulary, which has no unknown token");
            }
        }

        return symbols;
    }

    // A linked list of symbols and a queue of possible merges; a queued merge is stale when one of its symbols has changed since.
    private int[] Merge(List<int> symbols)
    {
        var count = symbols.Count;
        var ids = symbols.ToArray();
        var next = new int[count];
        var previous = new int[count];
        var queue = new PriorityQueue<(int Position, int Left, int Right), (int Rank, int Position)>();
        for (var i = 0; i < count; i++)
        {
            (next[i], previous[i]) = (i + 1 < count ? i + 1 : -1, i - 1);
        }

        void Offer(int position)
        {
            if (position >= 0 && next[position] >= 0 && _merges.TryGetValue((ids[position], ids[next[position]]), out var merge))
            {
                queue.Enqueue((position, ids[position], ids[next[position]]), (merge.Rank, position));
            }
        }

        for (var i = 0; i + 1 < count; i++)
        {
            Offer(i);
        }

        var left = count;
        while (queue.TryDequeue(out var candidate, out _))
        {
            var (position, leftId, rightId) = candidate;
            var right = next[position];
            if (ids[position] != leftId || right < 0 || ids[right] != rightId)
            {
                continue;
            }

            ids[position] = _merges[(leftId, rightId)].Id;
            ids[right] = -1;
            next[position] = next[right];
            if (next[right] >= 0)
            {
                previous[next[right]] = position;
            }

            left--;
            Offer(previous[position]);
            Offer(position);
        }

        var merged = new int[left];
        for (int i = 0, n = 0; i >= 0 && n < left; i = next[i])
        {
            merged[n++] = ids[i];
        }

        return merged;
    }
}
