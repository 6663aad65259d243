namespace Guide.Storage.Batches;

/// <summary>One change of many groups, each with values of its own: what both providers must agree on. Its words are the code's, its values are parameters.</summary>
/// <param name="Set">What changes; the groups are <c>g</c>, their own values <c>u</c>, the database's clock <c>@now</c>: <c>policy_version = u.policy_version, sent_at = @now</c>.</param>
/// <param name="Where">Which of them may change.</param>
/// <param name="Shared">Values that all share, as int or TimeSpan; a time may be added to <c>@now</c>.</param>
/// <param name="Each">A value for each group, as arrays of string, Guid, int, bool or byte[]. <c>run_id</c> and <c>id</c> name the group.</param>
public sealed record GroupsChange(string Set, string Where, IReadOnlyList<(string Name, object Value)> Shared, IReadOnlyList<(string Name, Array Values)> Each)
{
    /// <summary>The word for the database's clock.</summary>
    public const string Now = "@now";

    /// <summary>Groups asked for.</summary>
    public int Count => Each[0].Values.Length;

    /// <summary>The statement over a relation <c>u</c> of the groups' own values.</summary>
    /// <param name="relation">Gives u.</param>
    public string Statement(string relation) => $"UPDATE groups AS g SET {Set} FROM {relation} WHERE g.run_id = u.run_id AND g.group_id = u.id AND {Where}";
}
