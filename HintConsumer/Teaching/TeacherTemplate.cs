using Guide.Contracts;
using Guide.Recipes;

namespace Guide.HintConsumer.Teaching;

/// <summary>What a teacher is asked. A change of any word is a new version, and so a new hint.</summary>
internal static class TeacherTemplate
{
    /// <summary>Part of a made hint's key.</summary>
    public const string Version = "teacher/1";

    /// <summary>What the teacher is.</summary>
    public const string System =
        "You help a student who could not solve a problem. You give a hint, never the answer: no final value, no final expression, no letter of an option, "
        + "no finished program, and nothing from which the answer can be read off. Write plain words, at most a few sentences, and nothing but the hint.";

    /// <summary>The request for one level.</summary>
    /// <param name="level">How much the hint may say.</param>
    /// <param name="problem">The task.</param>
    /// <param name="gold">The answer, so that it can be avoided; null = unknown.</param>
    /// <param name="solution">A worked solution; null = unknown.</param>
    public static string Request(HintLevel level, string problem, string? gold, string? solution)
    {
        var known = (gold is null ? "" : $"\n\nThe answer, which you must not say in any form: {gold}")
            + (string.IsNullOrWhiteSpace(solution) ? "" : $"\n\nA solution, for you only:\n{HintRequest.Known(solution)}");
        return $"Problem:\n{problem}{known}\n\n{HintRequest.Wanted(level)}";
    }
}
