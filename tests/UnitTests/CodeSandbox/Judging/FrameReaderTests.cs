using Guide.CodeSandbox.Judging;

namespace Guide.UnitTests.CodeSandbox;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10_000)]
    public void Frames_come_out_whole_however_the_bytes_arrive(int chunk)
    {
        byte[][] sent = [[1], [.. Enumerable.Range(0, 5000).Select(i => (byte)i)], [2, 3]];
        byte[] stream = [.. sent.SelectMany(f => FrameReader.Frame(f))];
        var reader = new FrameReader(5000);
        byte[][] got = [.. stream.Chunk(chunk).SelectMany(c => reader.Add(c))];
        Assert.Equal(sent, got);
        Assert.False(reader.Violated);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(5001u)]
    [InlineData(0xFFFFFFFFu)]
    public void A_frame_of_a_forbidden_length_ends_the_reading(uint length)
    {
        var reader = new FrameReader(5000);
        Assert.Empty(reader.Add(BitConverter.GetBytes(length)));
        Assert.True(reader.Violated);
        Assert.Empty(reader.Add(FrameReader.Frame([1])));
    }
}
