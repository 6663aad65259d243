using System.Text.Json;

using CsCheck;

using Guide.PolicyModel.Templates;
using Guide.TestKit;

namespace Guide.UnitTests.PolicyModel;

/// <summary>
/// jinja-cases.jsonl: templates of this project's own, shaped as those of the known families, and single expressions, with what Jinja2 3.1.2 makes
/// of them under transformers' settings (trim_blocks, lstrip_blocks, loop controls, its tojson, the date 2024-07-26); null = Jinja2 refuses.
/// </summary>
public sealed class TemplateTests
{
    private static readonly DateTime Date = new(2024, 7, 26);
    private static readonly string[] Inserts = ["", "{", "}", "%", "'", "(", "[", "|", " is ", "{{", "%}", "if ", "1e9", "~", "\\", "-"];

    public static TheoryData<string> Cases => [.. Lines().Select(static line => line.Split('"')[3])];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Text_is_what_Jinja2_makes(string id)
    {
        using var json = JsonDocument.Parse(Lines().First(line => line.StartsWith($$"""{"id": "{{id}}",""", StringComparison.Ordinal)));
        var item = json.RootElement;
        var expected = item.GetProperty("text").GetString();

        if (expected is null)
        {
            Assert.Throws<TemplateException>(() => Render(item));
        }
        else
        {
            Assert.Equal(expected, Render(item));
        }
    }

    [Theory]
    [InlineData("{% set ns = namespace(s='ab') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}x")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for i in range(100) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}")]
    [InlineData("{% set ns = namespace(s=[1]) %}{% for i in range(10000) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{{ 'a' * 1000000000000 }}")]
    [InlineData("{{ 9999999999 ** 9999999 }}")]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{{ range(10 ** 18) }}")]
    [InlineData("{{ 'a'|indent(10000000000) }}")]
    [InlineData("{{ [1, 'a']|sort }}")]
    [InlineData("{{ '\\ud800' }}")]
    [InlineData("{{ 5 % 0 }}")]
    public void What_costs_too_much_or_means_nothing_is_refused_in_one_line(string source) =>
        Assert.DoesNotContain('\n', Assert.Throws<TemplateException>(() => Template.Parse(source).Render(new Dictionary<string, JsonElement>(), Date)).Message);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("-", "")]
    [InlineData("not ", "")]
    [InlineData("1 if 1 else ", "")]
    [InlineData("1 + ", "")]
    public void Deep_expressions_are_refused(string open, string close) => Assert.Throws<TemplateException>(() =>
        Template.Parse($"{{{{ {string.Concat(Enumerable.Repeat(open, 5000))}1{string.Concat(Enumerable.Repeat(close, 5000))} }}}}").Render(new Dictionary<string, JsonElement>(), Date));

    [Theory]
    [InlineData("{% include 'x' %}", "include")]
    [InlineData("{% extends 'x' %}", "extends")]
    [InlineData("a\n{{ x|attr('y') }}", "attr")]
    [InlineData("a\n{{ x is divisible }}", "divisible")]
    [InlineData("{{ [1].append(2) }}", "append")]
    [InlineData("{{ {}.update({}) }}", "update")]
    [InlineData("{{ ''.encode() }}", "encode")]
    [InlineData("{{ strftime_now('%Q') }}", "%Q")]
    [InlineData("{{ {'a': 1}|tojson(colour=1) }}", "colour")]
    [InlineData("{{ raise_exception('no system') }}", "no system")]
    public void What_is_not_understood_is_refused_by_name(string source, string name) =>
        Assert.Contains(name, Assert.Throws<TemplateException>(() => Template.Parse(source).Render(new Dictionary<string, JsonElement>(), Date)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_line_of_a_failure_is_named() =>
        Assert.StartsWith("line 3: ", Assert.Throws<TemplateException>(() => Template.Parse("a\nb\n{{ 1 + 'x' }}\n").Render(new Dictionary<string, JsonElement>(), Date)).Message, StringComparison.Ordinal);

    [Fact]
    public void Text_without_tags_stays_but_for_one_newline_at_the_end() =>
        Gen.String[Gen.Char["abé \n\t{}%#-"], 0, 60].Where(static text => !text.Contains("{{") && !text.Contains("{%") && !text.Contains("{#")).Sample(text =>
            Template.Parse(text).Render(new Dictionary<string, JsonElement>(), Date) == (text.EndsWith('\n') ? text[..^1] : text));

    [Fact]
    public void Damaged_templates_render_or_are_refused_never_crash()
    {
        var sources = Lines().Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("template").GetString()!).Where(static source => source.Length > 0).Distinct().ToArray();
        var messages = JsonSerializer.SerializeToElement(new[] { new { role = "user", content = "x" } });
        Gen.Select(Gen.Int[0, sources.Length - 1].Select(i => sources[i]), Gen.Int[0, 10_000], Gen.Int[0, Inserts.Length - 1].Select(static i => Inserts[i])).Sample((source, at, insert) =>
        {
            at %= source.Length;
            var damaged = source[..at] + insert + source[(at + 1)..];
            try
            {
                Template.Parse(damaged).Render(new Dictionary<string, JsonElement> { ["messages"] = messages }, Date);
            }
            catch (TemplateException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
            }
        });
    }

    private static string Render(JsonElement item) => Template.Parse(item.GetProperty("template").GetString()!)
        .Render(item.GetProperty("variables").EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value), Date);

    private static string[] Lines() => File.ReadAllLines(Path.Combine(Repository.Root, "tests", "UnitTests", "PolicyModel", "Templates", "jinja-cases.jsonl"));
}
