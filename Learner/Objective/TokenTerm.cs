namespace Guide.Learner.Objective;

/// <summary>One token's term of an objective.</summary>
/// <param name="Value">What is maximised (of a value: minimised).</param>
/// <param name="Slope">∂Value/∂log π_θ(o_t), or ∂Value/∂V_t; γ, μ and everything from before the step held constant.</param>
/// <param name="Clipped">The clip took the gradient away.</param>
internal readonly record struct TokenTerm(double Value, double Slope, bool Clipped);
