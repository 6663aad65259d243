using Mono.Cecil;

namespace Guide.ArchitectureTests;

/// <summary>What the methods of an assembly call, from their instructions.</summary>
internal sealed class CompiledCode
{
    private readonly MethodDefinition[] _methods;

    private CompiledCode(MethodDefinition[] methods) => _methods = methods;

    /// <summary>Reads an assembly of the test's folder.</summary>
    public static CompiledCode Of(string assembly, Func<TypeDefinition, bool>? types = null)
    {
        var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        return new CompiledCode([.. module.Types.SelectMany(WithNested).Where(types ?? (static _ => true)).SelectMany(static type => type.Methods).Where(static method => method.HasBody)]);
    }

    /// <summary>Every method, and what it calls, by full name; once for each place in it.</summary>
    public IEnumerable<(MethodDefinition Caller, MethodReference Callee)> Calls() =>
        from method in _methods
        from instruction in method.Body.Instructions
        where instruction.Operand is MethodReference
        select (method, ((MethodReference)instruction.Operand).GetElementMethod());

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);
}
