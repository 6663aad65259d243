using System.Reflection;
using System.Text.RegularExpressions;

namespace Guide.UnitTests.Answers;

/// <summary>docs/verification.md beyond its examples: beside each of its general sentences stands the test that tries it on answers and completions that nobody listed.</summary>
public sealed partial class GeneralSentencesTests
{
    // A part of the sentence, the class of the test, the test.
    private static readonly (string Sentence, string Class, string Test)[] Table =
    [
        ("the same input always gets the same verdict", nameof(VerdictProperties), nameof(VerdictProperties.The_same_case_gets_the_same_verdict)),
        ("First the reasoning is cut off", nameof(PlaceProperties), nameof(PlaceProperties.What_stands_in_reasoning_is_never_the_answer)),
        ("A tag that never closes leaves nothing", nameof(PlaceProperties), nameof(PlaceProperties.Reasoning_that_never_closes_is_all_there_is)),
        ("Then the completion ends at the chat's own marks", nameof(PlaceProperties), nameof(PlaceProperties.What_the_model_writes_behind_its_end_is_not_read)),
        ("and struck text", "ClauseProperties", "Comments_and_struck_text_are_not_said"),
        ("A completion that gives its answer elsewhere is a `FormatError`", nameof(VerdictProperties), nameof(VerdictProperties.A_place_that_is_not_read_gives_no_answer)),
        ("Type does not matter", nameof(VerdictProperties), nameof(VerdictProperties.A_sentence_is_read_the_same_in_every_type)),
        ("*Denied*", nameof(PlaceProperties), nameof(PlaceProperties.A_denied_or_open_answer_is_no_answer)),
        ("*Open*", nameof(PlaceProperties), nameof(PlaceProperties.A_denied_or_open_answer_is_no_answer)),
        ("*Taken back*", nameof(NearMissTests), nameof(NearMissTests.A_completion_that_holds_the_answer_and_does_not_say_it_is_refused_and_one_that_says_it_is_right)),
        ("*It is the answer*", "ClauseProperties", "A_noun_that_nobody_knows_is_counted_or_measured"),
        ("*It is none*", "ClauseProperties", "A_verb_that_nobody_knows_does_not_say_what_the_answer_is"),
        ("*The main clause*", "ClauseProperties", "A_verb_that_nobody_knows_does_not_say_what_the_answer_is"),
        ("*Behind it*", "ClauseProperties", "A_noun_that_nobody_knows_is_counted_or_measured"),
        ("*A number beside it*", "ClauseProperties", "A_number_beside_a_box_must_agree_with_it"),
        ("*A sentence behind it*", nameof(VerdictProperties), nameof(VerdictProperties.A_sentence_behind_the_box_says_what_is_known_or_takes_it_back)),
        ("*Another value beside it*", "SentenceProperties", "A_box_is_left_open_by_another_value_that_its_sentence_offers"),
        ("*Uncertain words*", "SentenceProperties", "A_box_is_left_open_by_another_value_that_its_sentence_offers"),
        ("*Another value made of it*", "SentenceProperties", "What_is_ascribed_or_made_another_value_of_is_no_answer"),
        ("*The exception of a denial*", "SentenceProperties", "The_exception_of_a_denial_is_asserted"),
        ("*Two boxes in one sentence*", "SentenceProperties", "Boxes_in_parallel_are_one_list_or_guesses"),
        ("*Boxes under one name*", "SentenceProperties", "Boxes_of_one_list_are_its_entries"),
        ("*Two boxes in the same words*", "SentenceProperties", "Boxes_in_parallel_are_one_list_or_guesses"),
        ("*Boxes line by line*", "SentenceProperties", "Boxes_of_one_list_are_its_entries"),
        ("*A remark*", "SentenceProperties", "A_number_in_a_remark_is_not_the_value"),
        ("*Marks of an end*", "SentenceProperties", "Marks_of_an_end_are_no_part_of_an_answer"),
        ("*A relation before a declared value*", "SentenceProperties", "What_is_ascribed_or_made_another_value_of_is_no_answer"),
        ("In a formula a relation beside the box belongs to the answer", nameof(PlaceProperties), nameof(PlaceProperties.What_stands_beside_the_box_belongs_to_the_answer)),
        ("A declaration behind a box replaces it only with a value of its own", nameof(PlaceProperties), nameof(PlaceProperties.A_remark_behind_the_box_does_not_replace_it)),
        ("wants exactly one `\\boxed{}`", nameof(VerifierTests), nameof(VerifierTests.The_strict_gate_wants_one_closed_box_near_the_end)),
        ("Numbers are exact fractions of any size", nameof(NearMissTests), nameof(NearMissTests.Answers_that_miss_by_a_digit_a_sign_a_unit_a_bound_or_an_order_are_refused)),
        ("Letters take all signs", nameof(NearMissTests), nameof(NearMissTests.Answers_that_miss_by_a_digit_a_sign_a_unit_a_bound_or_an_order_are_refused)),
        ("Odd roots are real on both sides of 0", "EqualityPropertyTests", "Odd_roots_are_compared_on_both_sides_of_0"),
        ("nothing small becomes 0 and nothing large swallows a unit", "EqualityPropertyTests", "Nothing_small_becomes_0_and_nothing_large_swallows_a_unit"),
        ("Products are multiplied out and like terms cancel exactly", "RemainderTests", "Like_terms_cancel_exactly"),
        ("A value that drowned in its bound agrees with nothing", nameof(DrowningTests), nameof(DrowningTests.No_expression_is_the_answer_to_several_questions)),
        ("A bar over letters and digits makes one number of them", "EqualityPropertyTests", "Digits_under_a_bar_are_a_number_in_their_order"),
        ("stands the value to the digits that are given", "EqualityPropertyTests", "Behind_a_rounding_sign_stands_the_value_to_its_digits_or_another_statement"),
        ("A pair a ± b is its centre and its spread", "EqualityPropertyTests", "A_pair_is_its_centre_and_spread_however_the_fraction_is_cut"),
        ("A decimal comma is read where the gold is a decimal", "EqualityPropertyTests", "A_decimal_comma_is_read_where_the_gold_is_a_decimal"),
        ("only if it has at least eight significant digits", "EqualityPropertyTests", "A_decimal_stands_for_a_root_only_with_eight_right_digits"),
        ("**Words around a value.**", nameof(NearMissTests), nameof(NearMissTests.Answers_that_miss_by_a_digit_a_sign_a_unit_a_bound_or_an_order_are_refused)),
        ("**Units.**", "EqualityPropertyTests", "Units_of_one_kind_convert_and_others_never_agree"),
        ("a unit may be left out, by either side", nameof(VerdictProperties), nameof(VerdictProperties.A_unit_may_be_left_out_by_either_side)),
        ("**Sets, tuples, intervals.**", "EqualityPropertyTests", "Braces_forget_the_order_and_parentheses_keep_it"),
        ("**Equations and inequalities.**", "EqualityPropertyTests", "Equations_and_inequalities_are_their_solutions"),
        ("**Words** are compared without case, articles and stops", nameof(VerdictProperties), nameof(VerdictProperties.Words_are_compared_without_case_articles_and_stops)),
        ("**Budgets.**", nameof(VerifierTests), nameof(VerifierTests.Hostile_pairs_end_in_a_verdict)),
        ("Labels bind", nameof(VerdictProperties), nameof(VerdictProperties.Labels_bind)),
        ("`verify(a, a)` is accepted", nameof(FuzzTests), nameof(FuzzTests.Every_readable_answer_equals_itself)),
        ("**Symmetry.**", nameof(VerdictProperties), nameof(VerdictProperties.Which_of_two_answers_is_the_gold_does_not_matter)),
        ("**The problem's text**", "ProblemTextTests", "Letters_said_positive_are_read"),
        ("with a relative tolerance of 1 %", nameof(VerdictProperties), nameof(VerdictProperties.Science_allows_one_per_cent_of_the_gold)),
        ("A set of letters equals only the same set", nameof(PlaceProperties), nameof(PlaceProperties.A_set_of_letters_equals_only_the_same_set)),
        ("and a denied letter is not chosen", nameof(PlaceProperties), nameof(PlaceProperties.A_letter_that_is_denied_or_offered_with_another_is_not_chosen)),
        ("The verdict is the same either way", nameof(VerifierTests), nameof(VerifierTests.A_kept_gold_gives_the_same_verdict_as_one_that_is_read_anew)),
        ("the very formula that it asks to compute, solve or rewrite is no answer", "EqualityPropertyTests", "The_task_given_back_is_no_answer"),
    ];

    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "verification.md"));

    [Fact]
    public void Each_sentence_of_the_table_stands_in_the_page_and_its_test_runs()
    {
        var page = Page.Replace('\n', ' ');
        foreach (var (sentence, owner, test) in Table)
        {
            Assert.Contains(sentence, page, StringComparison.Ordinal);
            var method = Array.Find(typeof(GeneralSentencesTests).Assembly.GetTypes(), type => type.Name == owner)?.GetMethod(test);
            Assert.True(method?.GetCustomAttribute<FactAttribute>() is { Skip: null }, $"{sentence}: no test {owner}.{test}");
        }
    }

    [Fact]
    public void Each_rule_that_the_page_names_has_a_test()
    {
        var rules = Lead().Matches(Page).Select(static match => match.Value).ToArray();
        Assert.True(rules.Length > 20, $"{rules.Length} rules found");
        Assert.All(rules, static rule => Assert.Contains(Table, row => row.Sentence.StartsWith(rule, StringComparison.Ordinal)));
    }

    // "* *Rule*", and a paragraph that begins "**Rule.**" or "*Rule*:"; a recommendation is no rule.
    [GeneratedRegex(@"(?<=^\* )\*[^*\n]+\*|^\*\*(?!Training)[^*\n]+\*\*|^\*[^* \n][^*\n]*\*(?=:)", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Lead();
}
