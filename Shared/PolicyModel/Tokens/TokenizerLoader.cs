using System.Text.Json;
using Guide.PolicyModel.Checkpoints;

namespace Guide.PolicyModel.Tokens;

/// <summary>Builds a tokenizer from a tokenizer.json (and tokenizer_config.json beside it). A part it does not know is an error that names it.</summary>
public static class TokenizerLoader
{
    /// <summary>Loads the folder's tokenizer; null when the folder has no tokenizer.json.</summary>
    /// <exception cref="CheckpointException">Malformed, or with a part that is not supported.</exception>
    public static ITokenizer? TryLoad(string folder)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        return File.Exists(path) ? Load(path) : null;
    }

    /// <summary>Loads one tokenizer.json.</summary>
    /// <exception cref="CheckpointException">Missing, malformed, or with a part that is not supported.</exception>
    public static ITokenizer Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 64 });
            return Build(path, document.RootElement);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException(path, "no such file", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new CheckpointException(path, exception.Message, exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            throw new CheckpointException(path, "not a valid tokenizer", exception);
        }
    }

    private static PipelineTokenizer Build(string path, JsonElement root)
    {
        var model = Model(path, root.GetProperty("model"));
        var config = TokenizerConfig.Of(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var own = root.TryGetProperty("added_tokens", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(t => TokenizerConfig.Token(t) ?? throw new InvalidDataException("an added token has no content"))
            : [];

        // Of a vocabulary of words, those that the configuration names stay words: nothing has to be cut out for them.
        var added = WithIds(own.Concat(config.Added.Where(t => model is not WordLevelModel || !model.Vocabulary.ContainsKey(t.Content))), model.Vocabulary);
        int? Id(string? token) => token is null ? null
            : added.FirstOrDefault(t => t.Content == token)?.Id ?? (model.Vocabulary.TryGetValue(token, out var id) ? id : null);
        if (model.Vocabulary.Values.Concat(added.Select(t => t.Id)).Any(id => id is < 0 or > 100_000_000))
        {
            throw new CheckpointException(path, "an id is out of range");
        }

        var (prefix, suffix) = Template(path, Part(root, "post_processor"));
        return new PipelineTokenizer(
            model,
            added,
            Normalizer(path, Part(root, "normalizer")),
            PreTokenizer(path, Part(root, "pre_tokenizer")),
            Part(root, "decoder") is { } decoder ? [.. Decoder(path, decoder)] : null,
            (Decorated(path, prefix, config.AddBos, Id(config.Bos), "bos", atStart: true), Decorated(path, suffix, config.AddEos, Id(config.Eos), "eos", atStart: false)),
            Id(config.Bos),
            Id(config.Eos) is { } eos ? [eos] : []);
    }

    /// <summary>
    /// Added tokens with the ids that the Rust tokenizers give them, whatever the file says: of the vocabulary where the text stands in it, else the
    /// next one. The first of several with one text counts.
    /// </summary>
    private static List<AddedToken> WithIds(IEnumerable<AddedToken> tokens, IReadOnlyDictionary<string, int> vocabulary)
    {
        var added = new List<AddedToken>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = vocabulary.Count;
        foreach (var token in tokens.Where(t => t.Content.Length > 0 && seen.Add(t.Content)))
        {
            var id = vocabulary.TryGetValue(token.Content, out var known) ? known : next;
            next = id >= next ? id + 1 : next;
            added.Add(token with { Id = id });
        }

        return added;
    }

    /// <summary>What the template adds at one end of a text, with or without the begin or end token as the configuration says.</summary>
    private static int[] Decorated(string path, int[] ids, bool? isWanted, int? token, string name, bool atStart) => (isWanted, token) switch
    {
        (true, null) => throw new CheckpointException(path, $"'add_{name}_token' is true in tokenizer_config.json, but there is no {name}_token"),
        (true, { } id) when !ids.Contains(id) => atStart ? [id, .. ids] : [.. ids, id],
        (false, { } id) => [.. ids.Where(i => i != id)],
        _ => ids,
    };

    private static IVocabularyModel Model(string path, JsonElement model)
    {
        var type = Text(model, "type") ?? (model.TryGetProperty("merges", out _) ? "BPE" : "");
        var unknown = Text(model, "unk_token");
        if (type is not ("BPE" or "WordLevel"))
        {
            throw Unsupported(path, "model", type);
        }

        if (model.TryGetProperty("dropout", out var dropout) && dropout.ValueKind == JsonValueKind.Number && dropout.GetDouble() != 0)
        {
            throw Unsupported(path, "BPE option", "dropout");
        }

        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in model.GetProperty("vocab").EnumerateObject())
        {
            vocabulary[item.Name] = item.Value.GetInt32();
        }

        if (type == "WordLevel")
        {
            return new WordLevelModel(vocabulary, unknown);
        }

        foreach (var option in (ReadOnlySpan<string>)["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (!string.IsNullOrEmpty(Text(model, option)))
            {
                throw Unsupported(path, "BPE option", option);
            }
        }

        var merges = model.GetProperty("merges").EnumerateArray().Select(m =>
        {
            if (m.ValueKind == JsonValueKind.Array)
            {
                return (m[0].GetString()!, m[1].GetString()!);
            }

            var text = m.GetString()!;
            var space = text.IndexOf(' ', 1);
            return space < 0 ? throw new InvalidDataException($"the merge '{text}' is not a pair") : (text[..space], text[(space + 1)..]);
        });
        return new BpeModel(vocabulary, merges, unknown, Flag(model, "fuse_unk"), Flag(model, "byte_fallback"), Flag(model, "ignore_merges"));
    }

    private static Func<string, string> Normalizer(string path, JsonElement? element)
    {
        if (element is not { } normalizer)
        {
            return text => text;
        }

        switch (Text(normalizer, "type"))
        {
            case "Sequence":
                var parts = normalizer.GetProperty("normalizers").EnumerateArray().Select(n => Normalizer(path, n)).ToArray();
                return text => parts.Aggregate(text, (current, part) => part(current));
            case "Prepend":
                var prefix = normalizer.GetProperty("prepend").GetString()!;
                return text => text.Length == 0 ? text : prefix + text;
            case "Replace":
                var content = normalizer.GetProperty("content").GetString()!;
                var pattern = normalizer.GetProperty("pattern");
                if (Text(pattern, "String") is { } literal)
                {
                    return text => text.Replace(literal, content, StringComparison.Ordinal);
                }

                var regex = new TextPattern(pattern.GetProperty("Regex").GetString()!);
                return text => regex.Replace(text, content);
            case "NFC":
                return UnicodeComposition.Compose;
            case var other:
                throw Unsupported(path, "normalizer", other);
        }
    }

    private static IPreTokenizer? PreTokenizer(string path, JsonElement? element)
    {
        if (element is not { } pre)
        {
            return null;
        }

        switch (Text(pre, "type"))
        {
            case "Sequence":
                return new SequencePreTokenizer([.. pre.GetProperty("pretokenizers").EnumerateArray().Select(p => PreTokenizer(path, p)!)]);
            case "WhitespaceSplit":
                return new PatternPreTokenizer(new TextPattern(@"\s"), SplitBehavior.Removed, invert: false);
            case "Whitespace":
                return new PatternPreTokenizer(new TextPattern(@"[\w\u200c\u200d]+|[^\w\s\u200c\u200d]+"), SplitBehavior.Removed, invert: true);
            case "Digits":
                return new PatternPreTokenizer(new TextPattern(Flag(pre, "individual_digits") ? @"\p{N}" : @"\p{N}+"), SplitBehavior.Isolated, invert: false);
            case "Split":
                var pattern = pre.GetProperty("pattern");
                var text = Text(pattern, "String") is { } literal ? TextPattern.Literal(literal) : new TextPattern(pattern.GetProperty("Regex").GetString()!);
                var behavior = Text(pre, "behavior");
                return Enum.TryParse<SplitBehavior>(behavior, out var parsed)
                    ? new PatternPreTokenizer(text, parsed, Flag(pre, "invert"))
                    : throw Unsupported(path, "split behavior", behavior);
            case "ByteLevel":
                return new ByteLevelPreTokenizer(Flag(pre, "add_prefix_space"), !pre.TryGetProperty("use_regex", out var use) || use.GetBoolean());
            case "Metaspace":
                var (replacement, scheme) = Metaspace(pre);
                return new MetaspacePreTokenizer(replacement, scheme, !pre.TryGetProperty("split", out var split) || split.GetBoolean());
            case var other:
                throw Unsupported(path, "pre-tokenizer", other);
        }
    }

    private static (char Replacement, string PrependScheme) Metaspace(JsonElement element) => (
        element.GetProperty("replacement").GetString()![0],
        Text(element, "prepend_scheme") ?? (element.TryGetProperty("add_prefix_space", out var add) && !add.GetBoolean() ? "never" : "always"));

    private static IEnumerable<Func<List<string>, List<string>>> Decoder(string path, JsonElement decoder)
    {
        switch (Text(decoder, "type"))
        {
            case "Sequence":
                return [.. decoder.GetProperty("decoders").EnumerateArray().SelectMany(d => Decoder(path, d))];
            case "Replace" when Text(decoder.GetProperty("pattern"), "String") is { } literal:
                return [Decoders.Replace(literal, decoder.GetProperty("content").GetString()!)];
            case "ByteFallback":
                return [Decoders.ByteFallback];
            case "Fuse":
                return [Decoders.Fuse];
            case "ByteLevel":
                return [Decoders.ByteLevel];
            case "Strip":
                return [Decoders.Strip(decoder.GetProperty("content").GetString()![0], decoder.GetProperty("start").GetInt32(), decoder.GetProperty("stop").GetInt32())];
            case "Metaspace":
                var (replacement, scheme) = Metaspace(decoder);
                return [Decoders.Metaspace(replacement, scheme != "never")];
            case var other:
                throw Unsupported(path, "decoder", other);
        }
    }

    private static (int[] Prefix, int[] Suffix) Template(string path, JsonElement? element)
    {
        if (element is not { } processor)
        {
            return ([], []);
        }

        switch (Text(processor, "type"))
        {
            case "ByteLevel":
                return ([], []);
            case "Sequence":
                var parts = processor.GetProperty("processors").EnumerateArray().Select(p => Template(path, p)).ToArray();
                return ([.. parts.Reverse().SelectMany(p => p.Prefix)], [.. parts.SelectMany(p => p.Suffix)]);
            case "TemplateProcessing":
                var ids = processor.GetProperty("special_tokens");
                var (prefix, suffix, seen) = (new List<int>(), new List<int>(), false);
                foreach (var part in processor.GetProperty("single").EnumerateArray())
                {
                    if (part.TryGetProperty("SpecialToken", out var special))
                    {
                        (seen ? suffix : prefix).AddRange(ids.GetProperty(special.GetProperty("id").GetString()!).GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()));
                    }
                    else
                    {
                        seen = true;
                    }
                }

                return ([.. prefix], [.. suffix]);
            case var other:
                throw Unsupported(path, "post-processor", other);
        }
    }

    private static CheckpointException Unsupported(string path, string what, string? name) =>
        new(path, $"the {what} '{name ?? "(none)"}' is not supported");

    private static JsonElement? Part(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
