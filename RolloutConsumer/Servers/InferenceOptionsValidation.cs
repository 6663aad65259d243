using Microsoft.Extensions.Options;

namespace Guide.RolloutConsumer.Servers;

/// <summary>Addresses that can be called.</summary>
internal sealed class InferenceOptionsValidation : IValidateOptions<InferenceOptions>
{
    public ValidateOptionsResult Validate(string? name, InferenceOptions options)
    {
        try
        {
            options.Addresses();
            return options.ReloadUrl.Length == 0 || (Uri.TryCreate(options.ReloadUrl, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"Inference:ReloadUrl: '{options.ReloadUrl}' is not an http address.");
        }
        catch (FormatException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }
}
