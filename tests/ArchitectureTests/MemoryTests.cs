using Mono.Cecil;

namespace Guide.ArchitectureTests;

/// <summary>
/// Memory that only a pointer or a handle knows must not be freed under it. BannedSymbols.txt bans what gives a bare pointer; here stands what
/// the compiler cannot see: a TensorFloats without its using, and numbers that the tensor library wraps in objects of its own.
/// </summary>
public sealed class MemoryTests
{
    private const string TensorFloats = "Guide.PolicyModel.Numerics.TensorFloats";

    private static readonly string[] WithTensors = ["PolicyModel", "RolloutConsumer", "Learner", "Cli"];

    /// <summary>Methods of the tensor library that make a Scalar and do not keep it till their call has ended, and all that call them.</summary>
    private static readonly Lazy<HashSet<string>> MakersOfScalars = new(static () =>
    {
        var calls = CompiledCode.Of("TorchSharp").Calls().Where(static call => !IsScalars(call.Caller.DeclaringType)).ToArray();
        var makers = calls.Where(static call => MakesScalar(call.Callee)).Select(static call => call.Caller.FullName).ToHashSet(StringComparer.Ordinal);
        var count = 0;
        while (makers.Count != count)
        {
            count = makers.Count;
            makers.UnionWith(calls.Where(call => makers.Contains(call.Callee.FullName)).Select(static call => call.Caller.FullName));
        }

        return makers;
    });

    [Fact]
    public void Every_look_at_a_tensors_memory_ends_with_its_using() =>
        Assert.Empty(WithTensors.SelectMany(static project => Unended(CompiledCode.Of($"Guide.{project}"))));

    /// <summary>See TensorNumbers: what is made of a number may be freed while the library reads it.</summary>
    [Fact]
    public void Numbers_meet_tensors_in_one_place_only() =>
        Assert.Empty(WithTensors.SelectMany(static project => Scalars(CompiledCode.Of($"Guide.{project}"))));

    [Fact]
    public void The_rules_see_what_breaks_them()
    {
        var offender = CompiledCode.Of("Guide.ArchitectureTests", static type => type.Name == nameof(Offender));
        Assert.Equal([nameof(Offender.Number), nameof(Offender.Scalar), nameof(Offender.Sum)], Scalars(offender).Select(static line => line.Split(' ')[0]).Order());
        Assert.Equal([nameof(Offender.Unended)], Unended(offender).Select(static line => line.Split(' ')[0]));
        Assert.Contains(CompiledCode.Of("Guide.PolicyModel").Calls(), static call => IsTensorFloats(call.Callee, ".ctor"));
    }

    private static IEnumerable<string> Unended(CompiledCode code) =>
        from method in code.Calls().GroupBy(static call => call.Caller)
        let made = method.Count(static call => IsTensorFloats(call.Callee, ".ctor"))
        let ended = method.Count(static call => IsTensorFloats(call.Callee, "Dispose"))
        where made != ended
        select $"{method.Key.Name} of {method.Key.DeclaringType.Name} makes {made} and ends {ended}";

    private static IEnumerable<string> Scalars(CompiledCode code) =>
        from call in code.Calls()
        where call.Caller.DeclaringType.FullName != "Guide.PolicyModel.Transformer.TensorNumbers"
        where MakesScalar(call.Callee) || MakersOfScalars.Value.Contains(call.Callee.FullName)
        select $"{call.Caller.Name} of {call.Caller.DeclaringType.Name} calls {call.Callee.FullName}";

    private static bool IsTensorFloats(MethodReference method, string name) => method.DeclaringType.FullName == TensorFloats && method.Name == name;

    private static bool MakesScalar(MethodReference method) => IsScalars(method.DeclaringType) && (method.ReturnType.FullName == "TorchSharp.Scalar" || method.Name == ".ctor");

    private static bool IsScalars(TypeReference type) => type.FullName is "TorchSharp.Scalar" or "TorchSharp.ScalarExtensionMethods";
}
