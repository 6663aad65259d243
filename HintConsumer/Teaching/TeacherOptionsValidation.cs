using Microsoft.Extensions.Options;

namespace Guide.HintConsumer.Teaching;

/// <summary>An address that can be called, and a key that can be read.</summary>
internal sealed class TeacherOptionsValidation : IValidateOptions<TeacherOptions>
{
    public ValidateOptionsResult Validate(string? name, TeacherOptions options)
    {
        try
        {
            options.Address();
            return options.KeyFile.Length == 0 || File.Exists(options.KeyFile) ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail($"Teacher:KeyFile: there is no file '{options.KeyFile}'.");
        }
        catch (FormatException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }
}
