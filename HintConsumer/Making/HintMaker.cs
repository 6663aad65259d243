using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using Guide.HintConsumer.Leaks;
using Guide.HintConsumer.Teaching;
using Guide.Recipes;
using Guide.Storage;

namespace Guide.HintConsumer.Making;

/// <summary>Asks a teacher for one hint, checks it, and puts it on the shelf: what a run and <c>guide hints make</c> share.</summary>
internal sealed class HintMaker(HintShelf shelf, Teacher teacher)
{
    /// <summary>Another reason to refuse a hint, beyond the gate: code that is run. Null = none.</summary>
    public Func<WantedHint, string, CancellationToken, Task<string?>>? FurtherCheck { get; init; }

    /// <summary>Makes a hint whose claim the caller holds. A refusal and an answer that is none are kept with their reason.</summary>
    /// <returns>False: another has the claim now.</returns>
    /// <exception cref="TeacherException">Nobody answered, or the budget is spent: nothing is stored, and the claim is set free.</exception>
    public async Task<bool> MakeAsync(WantedHint wanted, string holder, string chargedTo, GuidanceRecipe guidance, CancellationToken cancellationToken)
    {
        var asked = guidance.Teacher;
        var seed = Seed(wanted.Key);
        var question = new TeacherQuestion(
            wanted.Key.Model,
            TeacherTemplate.System,
            TeacherTemplate.Request(wanted.Level, wanted.Prompt.Text, wanted.Prompt.Gold, wanted.Solution),
            asked.Temperature,
            asked.MaxTokens,
            seed);
        try
        {
            var answer = await teacher.AskAsync(question, token => shelf.ChargeAsync(wanted.Key, holder, chargedTo, asked.MaxCalls, asked.MaxTotalTokens, token), cancellationToken);
            var reason = HintGate.Reason(LeakCase.Of(wanted.Prompt, answer.Text, wanted.Solution, guidance.LargestShare))
                ?? (FurtherCheck is null ? null : await FurtherCheck(wanted, answer.Text, cancellationToken));
            return await shelf.PutAsync(wanted.Key, holder, answer.Text, reason, asked.Temperature, seed, answer.PromptTokens, answer.CompletionTokens, cancellationToken);
        }
        catch (TeacherException exception) when (exception.Failure is TeacherFailure.Refused or TeacherFailure.Garbage)
        {
            return await shelf.PutAsync(wanted.Key, holder, null, exception.Message, asked.Temperature, seed, 0, 0, cancellationToken);
        }
        catch (Exception)
        {
            await shelf.ReleaseAsync(wanted.Key, holder, CancellationToken.None);
            throw;
        }
    }

    /// <summary>The seed that is sent: the same for the same hint, another for another.</summary>
    internal static long Seed(MadeHintKey key) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.PromptKey}:{(int)key.Level}:{key.Candidate}"))) & 0x7FFFFFFF;
}
