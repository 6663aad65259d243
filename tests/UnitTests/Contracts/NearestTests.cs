using Guide.Contracts;

namespace Guide.UnitTests.Contracts;

public sealed class NearestTests
{
    private static readonly string[] Keys = ["id", "gold", "tests", "domain", "rel_tol", "answer_from", "strict_format"];

    [Theory]
    [InlineData("answer_form", "answer_from")]
    [InlineData("anwser_from", "answer_from")]
    [InlineData("answerFrom", "answer_from")]
    [InlineData("relTol", "rel_tol")]
    [InlineData("test", "tests")]
    [InlineData("godl", "gold")]
    [InlineData("ID", "id")]
    [InlineData("strict_formats", "strict_format")]
    [InlineData("expected", null)]
    [InlineData("idx", null)]
    [InlineData("source", null)]
    [InlineData("abs_tol", null)]
    [InlineData("strict", null)]
    [InlineData("task", null)]
    [InlineData("", null)]
    public void A_misspelling_is_told_from_a_word_of_its_own(string word, string? meant) => Assert.Equal(meant, Nearest.Misspelt(word, Keys));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("form", "from", 1)]
    [InlineData("same", "same", 0)]
    public void Distance_counts_edits_and_exchanged_neighbours(string a, string b, int edits) => Assert.Equal((edits, edits), (Nearest.Distance(a, b), Nearest.Distance(b, a)));
}
