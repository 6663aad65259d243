/* Hostile probes, run inside the sandbox by the self-test: each line of output is "name contained|OPEN detail".
 * Probes only open, ask or pass arguments that cannot take effect; they refuse to run as root. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *name, int contained, const char *detail)
{
    printf("%s %s %s\n", name, contained ? "contained" : "OPEN", detail);
    fflush(stdout);
}

static void cannot_open(const char *name, const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0600);
    say(name, fd < 0, fd < 0 ? strerror(errno) : path);
    if (fd >= 0) close(fd);
}

/* The filter, or the lack of a privilege, must answer before the arguments are even looked at. */
static void refused(const char *name, long result)
{
    int error = errno;
    say(name, result < 0 && (error == ENOSYS || error == EPERM || error == EACCES), result < 0 ? strerror(error) : "succeeded");
}

#define CALL(name, ...) do { errno = 0; refused(name, syscall(__VA_ARGS__)); } while (0)

/* The call must not come back. */
static void killed(const char *name, void (*body)(void))
{
    pid_t child = fork();
    if (child < 0) { say(name, 0, "fork failed"); return; }
    if (child == 0) {
        body();
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    say(name, WIFSIGNALED(status), WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "came back");
}

#if defined(__x86_64__)
static void call_x32(void)
{
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(0x40000000L + 39) : "rcx", "r11", "memory");
}

static void call_32_bit(void)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory");
}
#endif

static void limited(const char *name, int resource, rlim_t most)
{
    struct rlimit value;
    getrlimit((__rlimit_resource_t)resource, &value);
    char detail[64];
    snprintf(detail, sizeof detail, "%llu", (unsigned long long)value.rlim_max);
    say(name, value.rlim_max <= most, detail);
}

static void read_only(const char *name, const char *path)
{
    struct statvfs info;
    int ok = statvfs(path, &info) == 0 && (info.f_flag & ST_RDONLY) && (info.f_flag & ST_NOSUID);
    say(name, ok, path);
}

/* Whether a path is, lies below, or leads to one of the folders that the operator named. */
static int leads(const char *path, char **named)
{
    size_t length = strlen(path);
    for (; *named; named++) {
        size_t other = strlen(*named);
        size_t both = length < other ? length : other;
        const char *longer = length < other ? *named : path;
        if (strncmp(path, *named, both) == 0 && (longer[both] == 0 || longer[both] == '/')) return 1;
    }
    return 0;
}

/* A folder of the host cannot be opened, or it is only the way to a folder that the operator named, and holds nothing else. */
static void host_folder(const char *name, const char *path, char **named)
{
    DIR *folder = opendir(path);
    if (!folder || !leads(path, named)) {
        say(name, !folder, folder ? path : strerror(errno));
        if (folder) closedir(folder);
        return;
    }
    int others = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        char below[4096];
        snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) others += !leads(below, named);
    }
    closedir(folder);
    say(name, others == 0, "only what was named");
}

int main(int argc, char **argv)
{
    char **named = argv + (argc > 0);
    if (getuid() == 0 || geteuid() == 0) { say("uid", 0, "root: nothing else is tried"); return 1; }
    say("uid", getuid() == 1000 && getgid() == 1000, "1000");

    struct { unsigned version; int pid; } header = { 0x20080522, 0 };
    unsigned capabilities[6] = { 0 };
    syscall(SYS_capget, &header, capabilities);
    unsigned any = 0;
    for (int i = 0; i < 6; i++) any |= capabilities[i];
    for (int cap = 0; cap < 64; cap++) any |= prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == 1;
    say("capabilities", any == 0, "all sets");
    say("no_new_privs", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1, "");
    say("seccomp", prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2, "filter");

    cannot_open("read_shadow", "/etc/shadow", O_RDONLY);
    host_folder("read_root_home", "/root", named);
    host_folder("read_homes", "/home", named);
    host_folder("read_var", "/var", named);
    cannot_open("read_sys", "/sys", O_RDONLY | O_DIRECTORY);
    cannot_open("read_init_environ", "/proc/1/environ", O_RDONLY);
    cannot_open("read_init_memory", "/proc/1/mem", O_RDONLY);
    cannot_open("write_sysctl", "/proc/sys/kernel/core_pattern", O_WRONLY);
    cannot_open("write_sysrq", "/proc/sysrq-trigger", O_WRONLY);
    cannot_open("write_oom_score", "/proc/self/oom_score_adj", O_WRONLY);
    cannot_open("read_kernel_memory", "/dev/mem", O_RDONLY);
    cannot_open("read_kernel_log", "/dev/kmsg", O_RDONLY);
    cannot_open("read_disk", "/dev/vda", O_RDONLY);
    cannot_open("terminal", "/dev/tty", O_RDWR);
    cannot_open("write_usr", "/usr/bin/env", O_WRONLY);
    cannot_open("write_etc", "/etc/passwd", O_WRONLY);
    cannot_open("write_guide", "/guide", O_TMPFILE | O_WRONLY);
    read_only("root_read_only", "/");
    read_only("usr_read_only", "/usr");
    for (char **folder = named; *folder; folder++) read_only("named_read_only", *folder);

    struct statvfs box;
    char detail[128];
    int sized = statvfs("/box", &box) == 0;
    snprintf(detail, sizeof detail, "%llu bytes, %llu inodes", sized ? (unsigned long long)box.f_blocks * box.f_frsize : 0, sized ? (unsigned long long)box.f_files : 0);
    say("disk_bounded", sized && box.f_blocks > 0 && (unsigned long long)box.f_blocks * box.f_frsize <= (1ull << 30) && box.f_files > 0 && box.f_files <= 100000, detail);

    int others = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *entry; proc != NULL && (entry = readdir(proc)) != NULL;)
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9' && atoi(entry->d_name) != getpid() && atoi(entry->d_name) != getppid()) others++;
    if (proc != NULL) closedir(proc);
    snprintf(detail, sizeof detail, "%d visible", others);
    say("other_processes", others == 0, detail);
    errno = 0;
    say("signal_init", kill(1, SIGKILL) != 0 || getpid() > 1, "still here");

    int open_fds = 0;
    for (int fd = 3; fd < 1024; fd++) if (fcntl(fd, F_GETFD) >= 0) open_fds++;
    snprintf(detail, sizeof detail, "%d", open_fds);
    say("descriptors", open_fds == 0, detail);
    int variables = 0;
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) variables++;
    snprintf(detail, sizeof detail, "%d variables", variables);
    say("environment", variables <= 8, detail);

    static const int families[] = { AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_ALG, 40 /* vsock */, 31 /* bluetooth */, 29 /* can */, 44 /* xdp */ };
    static const char *const family_names[] = { "unix", "inet", "inet6", "netlink", "packet", "alg", "vsock", "bluetooth", "can", "xdp" };
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        snprintf(detail, sizeof detail, "socket_%s", family_names[i]);
        errno = 0;
        refused(detail, socket(families[i], SOCK_DGRAM, 0));
    }

    CALL("mount", SYS_mount, NULL, NULL, NULL, 0, NULL);
    CALL("umount", SYS_umount2, NULL, 0);
    CALL("pivot_root", SYS_pivot_root, NULL, NULL);
    CALL("chroot", SYS_chroot, NULL);
    CALL("open_tree", 428, -1, NULL, 0);
    CALL("fsopen", 430, NULL, 0);
    CALL("move_mount", 429, -1, NULL, -1, NULL, 0);
    CALL("unshare_user", SYS_unshare, CLONE_NEWUSER);
    CALL("unshare_mount", SYS_unshare, CLONE_NEWNS);
    CALL("unshare_net", SYS_unshare, CLONE_NEWNET);
    CALL("setns", SYS_setns, -1, 0);
    CALL("clone_user", SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);
    CALL("clone_sibling", SYS_clone, 0x8000 /* CLONE_PARENT */ | SIGCHLD, NULL, NULL, NULL, NULL);
    CALL("clone3", 435, NULL, 0);
    CALL("limits_of_init", SYS_prlimit64, 1, RLIMIT_NOFILE, NULL, NULL);
    CALL("socket_filter", SYS_setsockopt, -1, SOL_SOCKET, SO_ATTACH_FILTER, NULL, 0);
    CALL("ptrace", SYS_ptrace, 0, 0, NULL, NULL);
    CALL("process_vm_readv", SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0);
    CALL("process_vm_writev", SYS_process_vm_writev, 1, NULL, 0, NULL, 0, 0);
    CALL("kcmp", SYS_kcmp, 1, 1, 0, 0, 0);
    CALL("pidfd_open", 434, 1, 0);
    CALL("pidfd_getfd", 438, -1, 0, 0);
    CALL("process_madvise", 440, -1, NULL, 0, 0, 0);
    CALL("keyctl", SYS_keyctl, -1, 0, 0, 0, 0);
    CALL("add_key", SYS_add_key, NULL, NULL, NULL, 0, 0);
    CALL("request_key", SYS_request_key, NULL, NULL, NULL, 0);
    CALL("bpf", SYS_bpf, -1, NULL, 0);
    CALL("perf_event_open", SYS_perf_event_open, NULL, 0, -1, -1, 0);
    CALL("userfaultfd", SYS_userfaultfd, -1);
    CALL("io_uring_setup", 425, 0, NULL);
    CALL("io_setup", SYS_io_setup, 0, NULL);
    CALL("fanotify_init", SYS_fanotify_init, 0, 0);
    CALL("inotify_init", SYS_inotify_init1, 0);
    CALL("memfd_create", SYS_memfd_create, NULL, 0);
    CALL("memfd_secret", 447, -1);
    CALL("shmget", SYS_shmget, 0, 0, 0);
    CALL("msgget", SYS_msgget, 0, 0);
    CALL("semget", SYS_semget, 0, 0, 0);
    CALL("mq_open", SYS_mq_open, NULL, 0, 0, NULL);
    CALL("open_by_handle_at", SYS_open_by_handle_at, -1, NULL, 0);
    CALL("name_to_handle_at", SYS_name_to_handle_at, -1, NULL, NULL, NULL, 0);
    CALL("clock_settime", SYS_clock_settime, -1, NULL);
    CALL("settimeofday", SYS_settimeofday, NULL, NULL);
    CALL("adjtimex", SYS_adjtimex, NULL);
    CALL("sethostname", SYS_sethostname, NULL, 0);
    CALL("setdomainname", SYS_setdomainname, NULL, 0);
    CALL("reboot", SYS_reboot, 0, 0, 0, NULL);
    CALL("swapon", SYS_swapon, NULL, 0);
    CALL("acct", SYS_acct, "");
    CALL("init_module", SYS_init_module, NULL, 0, NULL);
    CALL("delete_module", SYS_delete_module, NULL, 0);
    CALL("kexec_load", SYS_kexec_load, 0, 0, NULL, 0);
    CALL("quotactl", SYS_quotactl, -1, NULL, 0, NULL);
    CALL("syslog", SYS_syslog, -1, NULL, 0);
    CALL("personality", SYS_personality, 0x0040000);
    CALL("setuid", SYS_setuid, 0);
    CALL("setresuid", SYS_setresuid, 0, 0, 0);
    CALL("setgroups", SYS_setgroups, 0, NULL);
    CALL("capset", SYS_capset, NULL, NULL);
    CALL("seccomp", SYS_seccomp, -1, 0, NULL);
    CALL("mknod_device", SYS_mknodat, AT_FDCWD, "device", S_IFBLK | 0600, 0);
    CALL("landlock", 444, NULL, 0, 0);
#if defined(__x86_64__)
    CALL("iopl", SYS_iopl, 3);
    CALL("ioperm", SYS_ioperm, 0, 1, 1);
    CALL("modify_ldt", SYS_modify_ldt, -1, NULL, 0);
    killed("x32_call", call_x32);
    killed("32_bit_call", call_32_bit);
#endif
    errno = 0;
    say("tiocsti", ioctl(0, 0x5412, "x") != 0, strerror(errno));
    errno = 0;
    say("tioclinux", ioctl(0, 0x541C, "x") != 0, strerror(errno));

    limited("limit_core", RLIMIT_CORE, 0);
    limited("limit_processes", RLIMIT_NPROC, 4096);
    limited("limit_cpu", RLIMIT_CPU, 3600);
    limited("limit_file_size", RLIMIT_FSIZE, 1ull << 31);
    limited("limit_descriptors", RLIMIT_NOFILE, 4096);
    limited("limit_locked_memory", RLIMIT_MEMLOCK, 0);
    say("end", 1, "");
    return 0;
}
