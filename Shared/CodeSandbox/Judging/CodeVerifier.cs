using System.Text.Json;

using Guide.CodeSandbox.Isolation;
using Guide.Contracts;
using Guide.Contracts.Judging;

namespace Guide.CodeSandbox.Judging;

/// <summary>
/// Judges programs. The candidate only ever produces output or claims values inside its sandbox; every comparison happens outside of it:
/// here, or in a checker's sandbox, for standard streams; in a second sandbox that holds the trusted tests for functions.
/// </summary>
public sealed class CodeVerifier(Sandbox sandbox) : IVerifier
{
    /// <summary>Name and version of the judging, wherever its sandbox runs: a change of behaviour is a new version.</summary>
    public const string Release = "code/5";

    private readonly ProgramPicker _picker = new(sandbox);
    private readonly StdioJudge _streams = new(sandbox);
    private readonly FunctionJudge _functions = new(sandbox);

    /// <inheritdoc/>
    public Domain Domain => Domain.Code;

    /// <inheritdoc/>
    public string Version => Release;

    /// <inheritdoc/>
    public async ValueTask<Verdict> JudgeAsync(VerificationCase verificationCase, CancellationToken cancellationToken)
    {
        try
        {
            if (verificationCase.Tests is not { } json)
            {
                return Verdict.Error("the case has no tests");
            }

            var tests = CodeTests.Parse(json);
            var block = verificationCase.PredictionIsText
                ? await _picker.PickAsync(tests, CodeBlock.All(CompletionEnds.Cut(verificationCase.Prediction)), cancellationToken)
                : new(verificationCase.Prediction.TrimStart('\uFEFF'), "");
            if (block is null)
            {
                return Verdict.FormatError("no code block");
            }

            return tests.Kind == CodeTestKind.Stdio
                ? await _streams.JudgeAsync(tests, block, cancellationToken)
                : await _functions.JudgeAsync(tests, block, cancellationToken);
        }
        catch (JsonException exception)
        {
            return Verdict.Error($"the tests cannot be read: {exception.Message}");
        }
        catch (SandboxException exception)
        {
            return new(VerdictOutcome.SandboxError, null, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return new(VerdictOutcome.Timeout, null, "cancelled");
        }
        catch (Exception exception)
        {
            return Verdict.Error($"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
