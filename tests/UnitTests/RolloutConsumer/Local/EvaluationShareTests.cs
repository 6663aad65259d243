using Guide.RolloutConsumer.Local;

namespace Guide.UnitTests.RolloutConsumer;

public sealed class EvaluationShareTests
{
    [Fact]
    public void Evaluations_get_their_share_of_the_time_and_no_more()
    {
        var share = new EvaluationShare(0.25);
        var (training, evaluation) = (0.0, 0.0);
        for (var turn = 0; turn < 1000; turn++)
        {
            if (share.IsDue(TimeSpan.Zero))
            {
                share.Evaluated(TimeSpan.FromSeconds(2));
                evaluation += 2;
            }
            else
            {
                share.Trained(TimeSpan.FromSeconds(1));
                training += 1;
            }
        }

        Assert.Equal(0.25, evaluation / (training + evaluation), 0.01);
    }

    [Fact]
    public void Training_goes_first_and_what_is_under_way_counts()
    {
        var share = new EvaluationShare(0.1);
        Assert.False(share.IsDue(TimeSpan.Zero));
        Assert.True(share.IsDue(TimeSpan.FromSeconds(1)));
        share.Trained(TimeSpan.FromSeconds(9));
        share.Evaluated(TimeSpan.FromSeconds(1));
        Assert.False(share.IsDue(TimeSpan.Zero));
        share.Forget();
        Assert.False(share.IsDue(TimeSpan.Zero));
    }

    [Fact]
    public void No_share_is_never_a_turn()
    {
        var share = new EvaluationShare(0);
        share.Trained(TimeSpan.FromHours(1));
        Assert.False(share.IsDue(TimeSpan.FromHours(1)));
    }
}
