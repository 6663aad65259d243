namespace Guide.Learner;

/// <summary>Another Learner is active: nothing of this one's may be committed any more.</summary>
internal sealed class LeaseLostException() : Exception("Another Learner holds the lease.");
