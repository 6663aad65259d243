using CsCheck;

using Guide.Storage;

namespace Guide.UnitTests.Storage;

public sealed class PromptOrderTests
{
    // From an independent program (Fisher–Yates over SplitMix64): a change would give every resumed run another data order.
    private static readonly int[] OrderOfSeed7 = [0, 3, 5, 1, 7, 2, 6, 4];

    [Fact]
    public void Every_epoch_is_a_permutation() => Gen.Select(Gen.Int[1, 60], Gen.Int).Sample((prompts, seed) =>
    {
        var order = new PromptOrder(seed, prompts, shuffle: true);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            Assert.Equal(Enumerable.Range(0, prompts), Enumerable.Range(0, prompts).Select(i => order.PositionOf(((long)epoch * prompts) + i)).Order());
        }
    });

    [Fact]
    public void The_position_is_a_function_of_seed_and_ordinal_whatever_was_asked_before()
    {
        var forward = new PromptOrder(5, 17, shuffle: true);
        var backward = new PromptOrder(5, 17, shuffle: true);
        var expected = Enumerable.Range(0, 100).Select(i => forward.PositionOf(i)).ToArray();
        Assert.Equal(expected, Enumerable.Range(0, 100).Reverse().Select(i => backward.PositionOf(i)).Reverse());
        Assert.NotEqual(expected, Enumerable.Range(0, 100).Select(i => new PromptOrder(6, 17, shuffle: true).PositionOf(i)));
        Assert.NotEqual(expected[..17], expected[17..34]);
    }

    [Fact]
    public void The_order_of_a_seed_is_fixed_for_ever() =>
        Assert.Equal(OrderOfSeed7, Enumerable.Range(0, 8).Select(i => new PromptOrder(7, 8, shuffle: true).PositionOf(i)));

    [Fact]
    public void Without_shuffling_every_epoch_is_in_file_order() =>
        Assert.Equal([0, 1, 2, 0, 1, 2], Enumerable.Range(0, 6).Select(i => new PromptOrder(7, 3, shuffle: false).PositionOf(i)));
}
