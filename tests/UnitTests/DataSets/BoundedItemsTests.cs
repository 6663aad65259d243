using Guide.DataSets;

namespace Guide.UnitTests.DataSets;

/// <summary>Items of an array that never end.</summary>
public sealed class BoundedItemsTests
{
    [Fact]
    public void An_item_beyond_the_bound_is_refused_and_many_short_ones_are_not()
    {
        const int longest = 3 * 1024 * 1024;
        using var source = new MemoryStream(new byte[3 * longest]);
        var items = new BoundedItems(source, longest);
        var block = new byte[1024 * 1024];
        for (var item = 0; item < 5; item++)
        {
            Assert.Equal(block.Length, items.Read(block, 0, block.Length));
            items.Taken();
        }

        Assert.Equal(3 * block.Length, items.Read(block, 0, block.Length) + items.Read(block, 0, block.Length) + items.Read(block, 0, block.Length));
        Assert.Equal("it is longer than 3 million bytes", Assert.Throws<InvalidDataException>(() => items.Read(block, 0, block.Length)).Message);
    }
}
