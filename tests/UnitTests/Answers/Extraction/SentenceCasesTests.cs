namespace Guide.UnitTests.Answers.Extraction;

/// <summary>The cases of sentence-cases.tsv, in the columns of place-cases.tsv.</summary>
public sealed class SentenceCasesTests
{
    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "UnitTests", "Answers", "Extraction", "sentence-cases.tsv"));
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
    public Task The_sentence_around_a_value_says_whether_it_counts(int lineNumber, string line) => new PlaceCasesTests().Each_place_gives_the_answer_that_stands_there_or_refuses_it(lineNumber, line);
}
