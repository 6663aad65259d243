using System.Globalization;

namespace Guide.IntegrationTests.Sandbox;

/// <summary>What an escape would change: processes of the slots' uids, mounts, ipc objects, settings, temporary files.</summary>
public sealed record HostSnapshot(int SlotProcesses, int Mounts, string Ipc, string Settings, string Temporary)
{
    public static HostSnapshot Take() => new(
        CountSlotProcesses(),
        File.ReadAllLines("/proc/self/mountinfo").Length,
        string.Concat(new[] { "shm", "msg", "sem" }.Select(n => File.Exists($"/proc/sysvipc/{n}") ? File.ReadAllLines($"/proc/sysvipc/{n}").Length + ";" : "")),
        string.Concat(new[] { "hostname", "domainname", "core_pattern", "pid_max" }.Select(n => File.ReadAllText($"/proc/sys/kernel/{n}"))),
        string.Join(';', new[] { "/tmp", "/dev/shm", "/var/tmp" }.SelectMany(d => Directory.GetFileSystemEntries(d, "guide-escape*"))));

    /// <summary>Waits (up to a deadline) until the processes of dead namespaces are gone; returns the last snapshot.</summary>
    public static async Task<HostSnapshot> TakeSettledAsync(HostSnapshot before)
    {
        HostSnapshot now = Take();
        for (int i = 0; i < 250 && now != before; i++)
        {
            await Task.Delay(20);
            now = Take();
        }

        return now;
    }

    private static int CountSlotProcesses()
    {
        int count = 0;
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                continue;
            }

            try
            {
                string? uid = File.ReadLines(Path.Combine(folder, "status")).FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal));
                count += uid is not null && int.Parse(uid.Split('\t')[1], CultureInfo.InvariantCulture) is >= SandboxFixture.FirstUid and < SandboxFixture.FirstUid + 100 ? 1 : 0;
            }
            catch (IOException)
            {
                // It ended in between.
            }
        }

        return count;
    }
}
