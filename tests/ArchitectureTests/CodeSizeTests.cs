using System.Globalization;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Xunit.Abstractions;

namespace Guide.ArchitectureTests;

/// <summary>How large files, methods and types are, without migrations. To see the counts: --logger "console;verbosity=detailed".</summary>
public sealed class CodeSizeTests(ITestOutputHelper output)
{
    private const int LongMethod = 60;

    private static readonly (string Project, string Path, CompilationUnitSyntax Root)[] Files =
        [.. from folder in ProjectFile.Folders
            from path in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            let relative = Path.GetRelativePath(Repository.Root, path)
            where !relative.Split('/').Any(static part => part is "bin" or "obj" or "Migrations")
            select (Path.GetFileName(folder), relative, CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetCompilationUnitRoot())];

    [Fact]
    public void Files_and_methods_stay_small()
    {
        Assert.NotEmpty(Files);
        var methods = Methods().ToArray();
        foreach (var project in Files.Select(static file => file.Project).Distinct().Order(StringComparer.Ordinal).Prepend(null))
        {
            var files = Files.Where(file => project is null || file.Project == project).Select(static file => Lines(file.Root)).ToArray();
            var own = methods.Where(method => project is null || method.Project == project).Select(static method => method.Lines).ToArray();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{project ?? "all",-18} files {files.Length,4}: p50/p90 {At(files, .5)}/{At(files, .9)} lines; methods {own.Length,4}: {At(own, .5)}/{At(own, .9)}, {own.Count(static lines => lines > LongMethod)} over {LongMethod}"));
        }

        foreach (var (_, name, lines) in methods.Where(static method => method.Lines > LongMethod).OrderByDescending(static method => method.Lines))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines,4} {name}"));
        }

        Assert.InRange(At([.. Files.Select(static file => Lines(file.Root))], .9), 1, 200);
        Assert.InRange(At([.. methods.Select(static method => method.Lines)], .9), 1, 45);
        Assert.DoesNotContain(methods, static method => method.Lines > LongMethod);
    }

    [Fact]
    public void Types_stay_small()
    {
        var types = Files.SelectMany(static file => file.Root.DescendantNodes(static node => node is not TypeDeclarationSyntax).OfType<TypeDeclarationSyntax>()
                .Select(type => (Name: $"{file.Project}: {Name(type)}", Lines: Lines(type))))
            .GroupBy(static type => type.Name, static type => type.Lines, static (name, lines) => (Name: name, Lines: lines.Sum()))
            .OrderByDescending(static type => type.Lines)
            .ToArray();
        Assert.NotEmpty(types);
        foreach (var (name, lines) in types.Take(12))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lines,5} {name}"));
        }

        // Answers: its parser is still one type; the ceiling holds for the rest.
        Assert.All(types.Where(static type => !type.Name.StartsWith("Answers: ", StringComparison.Ordinal)), static type => Assert.InRange(type.Lines, 1, 500));
    }

    [Fact]
    public void Executables_have_few_public_types()
    {
        foreach (var project in Rules.Executables)
        {
            var types = Files.Where(file => file.Project == project)
                .SelectMany(static file => file.Root.DescendantNodes(static node => node is not TypeDeclarationSyntax).OfType<BaseTypeDeclarationSyntax>())
                .Where(static type => type.Modifiers.Any(SyntaxKind.PublicKeyword))
                .Select(static type => type.Identifier.Text)
                .Order(StringComparer.Ordinal)
                .ToArray();
            output.WriteLine($"{project}: {types.Length} public types: {string.Join(' ', types)}");
            Assert.InRange(types.Length, 0, 30);
        }
    }

    private static IEnumerable<(string Project, string Name, int Lines)> Methods() =>
        from file in Files
        from method in file.Root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        where method.Body is not null || method.ExpressionBody is not null
        select (file.Project, $"{file.Path}: {Name(method)}", Lines(method));

    private static string Name(SyntaxNode node) => node switch
    {
        TypeDeclarationSyntax type => type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name + "." + type.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        _ => node.Kind().ToString(),
    };

    private static int Lines(SyntaxNode node)
    {
        var span = node is CompilationUnitSyntax ? node.SyntaxTree.GetText().Lines.GetLinePositionSpan(node.FullSpan) : node.GetLocation().GetLineSpan().Span;
        return span.End.Line - span.Start.Line + (node is CompilationUnitSyntax ? 0 : 1);
    }

    private static int At(int[] values, double share) => values.Length == 0 ? 0 : values.Order().ElementAt((int)(share * (values.Length - 1)));
}
