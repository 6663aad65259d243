using Guide.Learner.Objective;
using Guide.PolicyModel.Transformer;

using static TorchSharp.torch;

namespace Guide.Learner.Training;

/// <summary>−c Σ_i w_i Σ_t H(π_θ(· | q, o_&lt;t)) over unguided rows: the entropy of the whole distribution, differentiated.</summary>
internal static class EntropyBonus
{
    /// <summary>The term of a micro-batch.</summary>
    /// <param name="model">π_θ.</param>
    /// <param name="states">[N, H] states its tokens were predicted from.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="coefficient">c.</param>
    public static Tensor Loss(CausalLm model, Tensor states, PlannedRow[] rows, double coefficient)
    {
        var weights = new float[states.shape[0]];
        var start = 0;
        foreach (var row in rows)
        {
            weights.AsSpan(start, row.Row.Tokens).Fill(row.Row.Guided ? 0 : (float)(-coefficient * row.Weight));
            start += row.Row.Tokens;
        }

        var logits = model.Logits(states); // [N, V]
        if (rows[0].Row.Rollout.Temperature is not 1 and var temperature)
        {
            logits = logits.div(tensor((float)temperature, device: logits.device));
        }

        var all = nn.functional.log_softmax(logits, -1);
        return all.exp().mul(all).sum(-1).neg().dot(tensor(weights, device: states.device));
    }
}
