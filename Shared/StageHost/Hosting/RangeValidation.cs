using System.ComponentModel.DataAnnotations;

using Microsoft.Extensions.Options;

namespace Guide.StageHost;

/// <summary>Data annotations of an options record, with the setting's full name before what is wrong.</summary>
internal sealed class RangeValidation<TOptions>(string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var wrong = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(wrong.Select(result =>
                $"Setting '{section}:{string.Join(", ", result.MemberNames)}': {Without(result)}"));
    }

    private static string Without(ValidationResult result)
    {
        var message = result.ErrorMessage ?? "is not valid.";
        var field = $"The field {result.MemberNames.FirstOrDefault()} ";
        return message.StartsWith(field, StringComparison.Ordinal) ? message[field.Length..] : message;
    }
}
