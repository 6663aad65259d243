using Guide.Contracts.Judging;

namespace Guide.Answers;

/// <summary>The verifiers' outer wall: whatever a completion contains, a verdict comes back.</summary>
internal static class Boundary
{
    public static Verdict Guarded(string domain, VerificationCase verificationCase, Func<VerificationCase, Verdict> judge)
    {
        try
        {
            return judge(verificationCase);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A defect of ours, not the candidate's answer: no reward comes of it.
            return Verdict.Error($"{domain}: {exception.GetType().Name}: {exception.Message}");
        }
    }
}
