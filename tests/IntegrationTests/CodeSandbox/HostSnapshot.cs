using System.Globalization;

namespace Guide.IntegrationTests.CodeSandbox;

/// <summary>What an escape would change: processes of the slots' uids beside the slots' own, mounts, ipc objects, settings, temporary files.</summary>
public sealed record HostSnapshot(int Strangers, int Mounts, string Ipc, string Settings, string Temporary)
{
    public static HostSnapshot Take() => new(
        CountStrangers(),
        File.ReadAllLines("/proc/self/mountinfo").Length,
        string.Concat(new[] { "shm", "msg", "sem" }.Select(n => File.Exists($"/proc/sysvipc/{n}") ? File.ReadLines($"/proc/sysvipc/{n}").Count(IsOfSlot) + ";" : "")),
        string.Concat(new[] { "hostname", "domainname", "core_pattern", "pid_max" }.Select(n => File.ReadAllText($"/proc/sys/kernel/{n}"))),
        string.Join(';', new[] { "/tmp", "/dev/shm", "/var/tmp" }.SelectMany(d => Directory.GetFileSystemEntries(d, "guide-escape*"))));

    /// <summary>Waits (up to a deadline) until the processes of dead namespaces are gone and the next runs are prepared; returns the last snapshot.</summary>
    public static async Task<HostSnapshot> TakeSettledAsync()
    {
        var now = Take();
        for (var i = 0; i < 3000 && now.Strangers != 0; i++)
        {
            await Task.Delay(20);
            now = Take();
        }

        return now;
    }

    // Others on this machine may use System V ipc too.
    private static bool IsOfSlot(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Any(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && IsSlotUid(id));

    private static bool IsSlotUid(int uid) => uid is >= SandboxFixture.FirstUid and < SandboxFixture.FirstUid + 100;

    // A slot that rests after a zygote run is five: slot, keeper, zygote, and of the next run its init and its sealed child.
    private static int CountStrangers()
    {
        int count = 0, slots = 0;
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                continue;
            }

            try
            {
                var uid = File.ReadLines(Path.Combine(folder, "status")).FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal));
                if (uid is not null && IsSlotUid(int.Parse(uid.Split('\t')[1], CultureInfo.InvariantCulture)))
                {
                    count++;
                    slots += File.ReadAllText(Path.Combine(folder, "comm")).Trim() == "slot" ? 1 : 0;
                }
            }
            catch (IOException)
            {
                // It ended in between.
            }
        }

        return count - (5 * slots);
    }
}
