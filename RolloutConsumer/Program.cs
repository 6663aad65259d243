namespace Guide.RolloutConsumer;

internal static class Program
{
    internal static int Main() => 0;
}
