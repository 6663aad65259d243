using Guide.Contracts;
using Guide.PolicyModel.Sampling;
using Guide.RolloutConsumer.Servers;
using Guide.StageHost;

namespace Guide.UnitTests.RolloutConsumer;

/// <summary>What is believed of a server's completions.</summary>
public sealed class ServerAnswersTests : IDisposable
{
    private readonly Endpoint _endpoint = new(new Uri("http://gpu1:8000/"), null);

    [Fact]
    public void A_completion_keeps_ids_and_log_probs_as_they_came()
    {
        var completion = Read([5, 6, 2], [-1, -2, -0.5f], stopped: true);
        Assert.Equal([5, 6, 2], completion.TokenIds);
        Assert.Equal([-1, -2, -0.5f], completion.BehaviorLogProbs);
        Assert.Equal(FinishReason.Stop, completion.FinishReason);
        Assert.Equal(FinishReason.Length, Read([5, 6, 7, 8], [-1, -1, -1, -1], stopped: false).FinishReason);
    }

    [Fact]
    public void What_follows_a_stop_id_that_the_server_did_not_know_is_cut_off()
    {
        var completion = Read([5, 2, 7, 8], [-1, -2, -3, -4], stopped: false);
        Assert.Equal([5, 2], completion.TokenIds);
        Assert.Equal([-1, -2], completion.BehaviorLogProbs);
        Assert.Equal(FinishReason.Stop, completion.FinishReason);
    }

    [Fact]
    public void A_log_prob_of_minus_infinity_is_not_a_number_to_train_on() =>
        Assert.Equal(float.NegativeInfinity, Read([5, 2], [-9999, -1], stopped: true).BehaviorLogProbs[0]);

    [Theory]
    [InlineData(new[] { 5, 6 }, new float[] { -1 }, false, "2 token ids with 1 log-probs")]
    [InlineData(new int[0], new float[0], false, "0 token ids")]
    [InlineData(new[] { 5, 10 }, new float[] { -1, -1 }, false, "below 10")]
    [InlineData(new[] { 5, -1 }, new float[] { -1, -1 }, false, "below 10")]
    [InlineData(new[] { 5, 5, 5, 5, 5 }, new float[] { -1, -1, -1, -1, -1 }, false, "at most 4")]
    [InlineData(new[] { 5, 6 }, new float[] { -1, -1 }, true, "no stop id of the policy")]
    [InlineData(new[] { 5, 6 }, null, false, "no token log-probs")]
    [InlineData(null, new float[] { -1 }, false, "no token ids")]
    [InlineData(new[] { 5, 6 }, new float[] { -1, -1 }, false, "cuts a completion at 2 of 4 tokens")]
    public void What_training_cannot_use_is_refused_in_one_line(int[]? ids, float[]? logProbs, bool stopped, string says)
    {
        var failure = Assert.Throws<GuideException>(() => Read(ids, logProbs, stopped));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("http://gpu1:8000/", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    public void Dispose() => _endpoint.Dispose();

    private SampledCompletion Read(int[]? ids, float[]? logProbs, bool stopped) => ServerAnswers.Completion(
        _endpoint,
        new GroupRequest { GroupId = Guid.Empty, DrawKey = Guid.Empty, Seed = 0, SamplingContext = [1], Count = 1, Settings = new SamplingSettings { MaxTokens = 4, StopIds = [2] } },
        10,
        ids,
        logProbs,
        stopped,
        "upgrade");
}
