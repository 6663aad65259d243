namespace Guide.ArchitectureTests;

public sealed class CompletionTextTests
{
    /// <summary>Whether a completion's stop id is part of its text must not depend on who asks: PolicyVocabulary.TextOf alone makes the text.</summary>
    [Fact]
    public void One_place_turns_ids_into_text()
    {
        var callers =
            from project in Rules.AllowedReferences.Keys
            from call in CompiledCode.Of($"Guide.{project}").Calls()
            where call.Callee.Name == "Decode" && call.Callee.DeclaringType.FullName == "Guide.PolicyModel.Tokens.ITokenizer"
            select call.Caller.DeclaringType.Name;

        // StopStrings: whether the ids so far end in one.
        Assert.Equal(["PolicyVocabulary", "StopStrings"], callers.Distinct().Order());
    }
}
