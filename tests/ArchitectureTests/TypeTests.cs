using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;

using Assembly = System.Reflection.Assembly;

namespace Guide.ArchitectureTests;

/// <summary>The same rules on the compiled types: a package may come in behind another one's back.</summary>
public sealed class TypeTests
{
    private static readonly Architecture Built = new ArchLoader()
        .LoadAssemblies([.. Rules.AllowedReferences.Keys.Append("ArchitectureTests").Select(static name => Assembly.Load($"Guide.{name}"))])
        .Build();

    public static TheoryData<string> Projects => [.. Rules.AllowedReferences.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Types_use_only_the_projects_they_may(string project)
    {
        var forbidden = Rules.AllowedReferences.Keys.Except(Rules.AllowedReferences[project]).Where(other => other != project);
        Assert.Empty(Uses(TypesOf(project), [.. forbidden.Select(static name => $"Guide.{name}")]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Types_use_nothing_that_is_reserved_for_others(string project) =>
        Assert.All(
            Rules.ReservedThings.Where(thing => !thing.Owners.Contains(project)),
            thing => Assert.Empty(Uses(TypesOf(project), thing.Namespaces)));

    [Fact]
    public void The_objective_is_pure_mathematics()
    {
        var types = TypesOf("Learner").Where(static type => Within(type.Namespace.FullName, "Guide.Learner.Objective")).ToArray();
        Assert.NotEmpty(types);
        Assert.Empty(Uses(types, Rules.ForbiddenInObjective));
    }

    [Fact]
    public void Messages_are_sealed_records_that_hold_data_only()
    {
        var messages = TypesOf("Contracts").OfType<Class>().Where(static type => type.Namespace.FullName == "Guide.Contracts.Messages").ToArray();
        Assert.Equal(6, messages.Length);
        Assert.All(messages, static message => Assert.True(message.IsSealed == true && message.IsRecord == true, message.FullName));
    }

    [Fact]
    public void The_rules_see_a_type_that_breaks_them()
    {
        var offenders = TypesOf("ArchitectureTests").Where(static type => type.Name == nameof(Offender)).ToArray();
        Assert.NotEmpty(Uses(offenders, ["TorchSharp"]));
        Assert.NotEmpty(Uses(offenders, ["Guide.Contracts"]));
        Assert.NotEmpty(Uses(offenders, ["Npgsql"]));
        Assert.Empty(Uses(offenders, ["Guide.Contract", "TorchSharper"]));
    }

    private static IEnumerable<IType> TypesOf(string project) =>
        Built.Types.Where(type => type.Assembly.FullName.Split(',')[0] == $"Guide.{project}");

    private static IEnumerable<string> Uses(IEnumerable<IType> types, string[] namespaces) =>
        from type in types
        from target in type.GetTypeDependencies(Built).Concat(type.Dependencies.Select(static dependency => dependency.Target)).Distinct()
        where namespaces.Any(prefix => Within(target.FullName, prefix))
        select $"{type.FullName} uses {target.FullName}";

    private static bool Within(string fullName, string prefix) =>
        fullName == prefix || fullName.StartsWith(prefix + ".", StringComparison.Ordinal);
}
