namespace Guide.UnitTests.Answers.Extraction;

/// <summary>The cases of clause-cases.tsv, in the columns of place-cases.tsv: written before the rules that they try.</summary>
public sealed class ClauseCasesTests
{
    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "UnitTests", "Answers", "Extraction", "clause-cases.tsv"));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > 0 && lines[i][0] != '#')
            {
                cases.Add(i + 1, lines[i]);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task The_clause_that_holds_a_value_says_whether_it_is_the_answer(int lineNumber, string line) => new PlaceCasesTests().Each_place_gives_the_answer_that_stands_there_or_refuses_it(lineNumber, line);
}
