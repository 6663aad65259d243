/* The slot's private root: a small tmpfs with read-only binds of the system's programs and libraries, and nothing else of the host. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEW "/tmp"   /* the mount namespace is private, so any existing directory can carry the new root */

/* Own names: <linux/mount.h> and <sys/mount.h> cannot be included together with every C library. */
#define RECURSIVE 0x8000
#define READ_ONLY 0x01
#define NO_SUID 0x02
#define NO_DEV 0x04
#define NO_EXEC 0x08
struct attributes { uint64_t set, clear, propagation, userns; };

static char *error_text;
static size_t error_room;

static int fail(const char *what, const char *path)
{
    int saved = errno;
    snprintf(error_text, error_room, "%s %s: %s", what, path, strerror(saved));
    errno = saved;
    return -1;
}

static int make_file(const char *path, const char *data, size_t size, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) return fail("create", path);
    int rc = write_all(fd, data, size);
    close(fd);
    return rc == 0 ? 0 : fail("write", path);
}

static int set_attributes(const char *path, uint64_t set, bool recursive)
{
    struct attributes attributes = { .set = set };
    return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, recursive ? RECURSIVE : 0, &attributes, sizeof attributes);
}

static int make_parents(const char *path)
{
    char copy[512];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *at = copy + sizeof NEW; *at != 0; at++) {
        if (*at != '/') continue;
        *at = 0;
        if (mkdir(copy, 0755) != 0 && errno != EEXIST) return fail("mkdir", copy);
        *at = '/';
    }
    if (mkdir(copy, 0755) != 0 && errno != EEXIST) return fail("mkdir", copy);
    return 0;
}

static int bind_directory(const char *source)
{
    char target[512];
    snprintf(target, sizeof target, NEW "%s", source);
    if (make_parents(target) != 0) return -1;
    /* Mounts below it are left out where the kernel allows that (it does not when they came from a more privileged namespace). */
    if (mount(source, target, NULL, MS_BIND, NULL) != 0 && mount(source, target, NULL, MS_BIND | MS_REC, NULL) != 0) return fail("bind", source);
    if (set_attributes(target, READ_ONLY | NO_SUID | NO_DEV, true) != 0) return fail("make read-only", source);
    return 0;
}

static int copy_small_file(const char *path)
{
    static char data[1 << 20];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0; /* optional */
    ssize_t n = read(fd, data, sizeof data);
    close(fd);
    if (n <= 0 || (size_t)n == sizeof data) return 0;
    char target[512];
    snprintf(target, sizeof target, NEW "%s", path);
    return make_file(target, data, (size_t)n, 0444);
}

static bool is_directory(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* /bin, /lib …: a link on merged-/usr systems, a directory on others. */
static int add_top(const char *name)
{
    struct stat info;
    if (lstat(name, &info) != 0) return 0;
    if (S_ISLNK(info.st_mode)) {
        char link[256], target[300];
        ssize_t n = readlink(name, link, sizeof link - 1);
        if (n < 0) return fail("readlink", name);
        link[n] = 0;
        snprintf(target, sizeof target, NEW "%s", name);
        return symlink(link, target) == 0 ? 0 : fail("symlink", name);
    }
    return S_ISDIR(info.st_mode) ? bind_directory(name) : 0;
}

static int add_device(const char *name)
{
    char source[64], target[80];
    snprintf(source, sizeof source, "/dev/%s", name);
    snprintf(target, sizeof target, NEW "/dev/%s", name);
    if (make_file(target, "", 0, 0666) != 0) return -1;
    if (mount(source, target, NULL, MS_BIND, NULL) != 0) return fail("bind", source);
    if (set_attributes(target, NO_SUID | NO_EXEC, false) != 0) return fail("restrict", source);
    return 0;
}

static int make_link(const char *to, const char *path)
{
    return symlink(to, path) == 0 ? 0 : fail("symlink", path);
}

int guide_build_root(const struct root_options *options, char *error, size_t error_size, bool *proc_mounted)
{
    error_text = error;
    error_room = error_size;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return fail("make private", "/");

    /* Extra runtimes under /tmp could no longer be seen once it is covered; the .NET side never offers them. */
    if (mount("tmpfs", NEW, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,nr_inodes=4096,mode=755") != 0) return fail("mount tmpfs on", NEW);

    static const char *const tops[] = { "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32" };
    if (bind_directory("/usr") != 0) return -1;
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) if (add_top(tops[i]) != 0) return -1;

    static const char *const directories[] = { NEW "/etc", NEW "/dev", NEW "/proc", NEW "/box", NEW "/guide", NEW "/empty" };
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
        if (mkdir(directories[i], 0755) != 0) return fail("mkdir", directories[i]);

    /* What an administrator puts in /usr/local is his own, unless a runtime lives there. */
    if (!options->keep_usr_local && is_directory("/usr/local")) {
        if (mount(NEW "/empty", NEW "/usr/local", NULL, MS_BIND, NULL) != 0) return fail("cover", "/usr/local");
        if (set_attributes(NEW "/usr/local", READ_ONLY, false) != 0) return fail("make read-only", "/usr/local");
    }
    for (int i = 0; i < options->bind_count; i++) if (is_directory(options->binds[i]) && bind_directory(options->binds[i]) != 0) return -1;

    static const char passwd[] = "sandbox:x:1000:1000:sandbox:" WORK_DIR ":/bin/sh\n";
    static const char group[] = "sandbox:x:1000:\n";
    static const char hosts[] = "127.0.0.1 localhost\n";
    static const char nsswitch[] = "passwd: files\ngroup: files\nhosts: files\n";
    if (make_file(NEW "/etc/passwd", passwd, sizeof passwd - 1, 0444) != 0
        || make_file(NEW "/etc/group", group, sizeof group - 1, 0444) != 0
        || make_file(NEW "/etc/hosts", hosts, sizeof hosts - 1, 0444) != 0
        || make_file(NEW "/etc/nsswitch.conf", nsswitch, sizeof nsswitch - 1, 0444) != 0
        || copy_small_file("/etc/ld.so.cache") != 0 || copy_small_file("/etc/matplotlibrc") != 0) return -1;

    static const char *const devices[] = { "null", "zero", "full", "random", "urandom" };
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) if (add_device(devices[i]) != 0) return -1;
    if (make_link("/proc/self/fd", NEW "/dev/fd") != 0 || make_link("/proc/self/fd/0", NEW "/dev/stdin") != 0
        || make_link("/proc/self/fd/1", NEW "/dev/stdout") != 0 || make_link("/proc/self/fd/2", NEW "/dev/stderr") != 0
        || make_link("/box/mnt", NEW "/mnt") != 0 || make_link("/box/tmp", NEW "/tmp") != 0 || make_link("/box/shm", NEW "/dev/shm") != 0) return -1;

    if (options->zygote_library.size != 0
        && (make_file(NEW "/guide/zygote.so", options->zygote_library.data, options->zygote_library.size, 0555) != 0
            || make_file(NEW "/guide/zygote.py", options->zygote_script.data, options->zygote_script.size, 0444) != 0)) return -1;

    /* The keeper's own procfs. It stays under each run's: the kernel lets a user namespace mount a fresh procfs only beside a visible one.
     * Where the host masks its own (some container engines) there is none, and runs have an empty /proc. */
    *proc_mounted = mount("proc", NEW "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0;

    if (mkdir(NEW "/.old", 0700) != 0) return fail("mkdir", "/.old");
    if (chdir(NEW) != 0) return fail("chdir", NEW);
    if (syscall(SYS_pivot_root, ".", ".old") != 0) return fail("pivot_root", NEW);
    if (chdir("/") != 0) return fail("chdir", "/");
    if (umount2("/.old", MNT_DETACH) != 0) return fail("detach", "the host's root");
    if (rmdir("/.old") != 0) return fail("rmdir", "/.old");
    if (set_attributes("/", READ_ONLY | NO_SUID | NO_DEV, false) != 0) return fail("make read-only", "/");
    return 0;
}
