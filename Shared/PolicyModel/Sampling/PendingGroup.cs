using Guide.PolicyModel.Tokens;

namespace Guide.PolicyModel.Sampling;

/// <summary>A group from its entry to its last completion.</summary>
internal sealed class PendingGroup
{
    private readonly SampledCompletion?[] _completions;
    private readonly Action<GroupRequest, IReadOnlyList<SampledCompletion>> _completed;
    private int _open;

    internal PendingGroup(GroupRequest request, ITokenizer? tokenizer, Action<GroupRequest, IReadOnlyList<SampledCompletion>> completed)
    {
        Request = request;
        StopIds = [.. request.Settings.StopIds];
        StopStrings = request.Settings.StopStrings is { Count: > 0 } texts ? new StopStrings(tokenizer!, texts) : null;
        _completions = new SampledCompletion?[request.Count];
        _completed = completed;
        _open = request.Count;
    }

    internal GroupRequest Request { get; }

    internal HashSet<int> StopIds { get; }

    /// <summary>Null where the settings name none.</summary>
    internal StopStrings? StopStrings { get; }

    /// <summary>The first slot that has not entered the batch yet.</summary>
    internal int NextSlot { get; set; }

    /// <summary>[V] the logits after the context, kept while some completions have entered and others wait.</summary>
    internal float[]? ContextLogits { get; set; }

    internal void Complete(int slot, SampledCompletion completion)
    {
        _completions[slot] = completion;
        if (--_open == 0)
        {
            _completed(Request, [.. _completions!]);
        }
    }
}
