namespace Guide.Learner.Objective;

/// <summary>One token's term of the objective that is maximised.</summary>
/// <param name="Value">ρ̃A or min(ρA, clip(ρ)A).</param>
/// <param name="Slope">∂Value/∂log π_θ(o_t), γ and μ held constant.</param>
/// <param name="Clipped">The clip took the gradient away.</param>
public readonly record struct TokenTerm(double Value, double Slope, bool Clipped);
