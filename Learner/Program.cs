namespace Guide.Learner;

internal static class Program
{
    internal static int Main() => 0;
}
