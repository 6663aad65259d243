/* pid 1 of one run. It is trusted, sees only the run's own file system, and takes the whole run with it when it ends. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int control;

static void send_report(const struct report *report)
{
    if (send(control, report, sizeof *report, MSG_NOSIGNAL) != (ssize_t)sizeof *report) _exit(70);
}

static void die(const char *step, int error) __attribute__((noreturn));
static void die(const char *step, int error)
{
    struct report report = { .kind = 'E', .status = error };
    snprintf(report.text, sizeof report.text, "%s: %s", step, strerror(error));
    send(control, &report, sizeof report, MSG_NOSIGNAL);
    _exit(70);
}

static uint64_t micros(struct timeval t)
{
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_usec;
}

/* Kills everything else in the namespace and waits until it is gone. */
static void empty_namespace(void)
{
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR) { }
}

static void mount_box(uint64_t bytes, uint32_t inodes, unsigned long flags)
{
    char options[128];
    snprintf(options, sizeof options, "size=%llu,nr_inodes=%u,mode=755%s", (unsigned long long)bytes, inodes, flags == 0 ? ",huge=never" : "");
    if (mount("tmpfs", "/box", "tmpfs", MS_NOSUID | MS_NODEV | flags, options) == 0) return;
    char *huge = strstr(options, ",huge");
    if (huge != NULL) *huge = 0;
    if (mount("tmpfs", "/box", "tmpfs", MS_NOSUID | MS_NODEV | flags, options) != 0) die("mount the work folder", errno);
}

static pid_t start_candidate(const struct start *start, char **argv, char **envp, const int *fds, int inner_userns)
{
    bool channel = (start->limits.flags & RUN_CHANNEL) != 0;
    int status[2];
    if (pipe2(status, O_CLOEXEC) != 0) die("pipe", errno);
    pid_t child = fork();
    if (child < 0) die("fork", errno);
    if (child == 0) {
        const char *step = "descriptors";
        int error = 0;
        bool own = false; /* the program itself is the candidate's, so what is wrong with it is its own fault */
        signal(SIGPIPE, SIG_DFL);
        if (dup2(fds[0], 0) < 0 || dup2(fds[1], 1) < 0 || dup2(fds[2], 2) < 0) error = errno;
        if (error == 0 && channel && dup2(fds[3], 3) < 0) error = errno;
        /* The exec closes everything else, the status pipe last: its end of file says that the candidate runs. */
        if (error == 0 && syscall(SYS_close_range, channel ? 4u : 3u, ~0u, CLOSE_RANGE_CLOEXEC) != 0) error = errno;
        if (error == 0) error = guide_seal(inner_userns, &step);
        if (error == 0) {
            step = "limits";
            error = guide_limit(&start->limits);
        }
        if (error == 0) {
            step = argv[0];
            own = argv[0][0] == '.';
            execve(argv[0], argv, envp);
            error = errno;
        }
        char text[200];
        int n = snprintf(text, sizeof text, "%.120s: %s\n", step, strerror(error));
        if (write(own ? 2 : status[1], text, (size_t)n) < 0) { }
        _exit(own ? 126 : 70);
    }
    close(status[1]);
    char text[200];
    ssize_t n;
    do n = read(status[0], text, sizeof text - 1); while (n < 0 && errno == EINTR);
    close(status[0]);
    if (n > 0) {
        text[n - 1] = 0;
        struct report report = { .kind = 'E', .status = EPERM };
        snprintf(report.text, sizeof report.text, "start: %.150s", text);
        send_report(&report);
        _exit(70);
    }
    return child;
}

static void run_candidate(const struct start *start, char *strings, const char *end, const int *fds, int inner_userns) __attribute__((noreturn));
static void run_candidate(const struct start *start, char *strings, const char *end, const int *fds, int inner_userns)
{
    static char *argv[4098], *envp[4098];
    for (uint32_t i = 0; i < start->argc + start->envc; i++) {
        if (strings >= end) die("command", EPROTO);
        if (i < start->argc) argv[i] = strings;
        else envp[i - start->argc] = strings;
        strings += strlen(strings) + 1;
    }
    prctl(PR_SET_DUMPABLE, 0);
    signal(SIGCHLD, SIG_DFL);
    pid_t child = start_candidate(start, argv, envp, fds, inner_userns);
    for (int i = 0; i < ((start->limits.flags & RUN_CHANNEL) ? 4 : 3); i++) close(fds[i]);

    struct report report = { .kind = 'X' };
    struct rusage usage;
    for (;;) {
        int status;
        pid_t pid = wait4(-1, &status, __WALL, &usage);
        if (pid < 0 && errno == EINTR) continue;
        if (pid < 0) die("wait", errno);
        if (pid != child) continue;
        report.status = status;
        break;
    }
    empty_namespace();
    getrusage(RUSAGE_CHILDREN, &usage);
    report.user_us = micros(usage.ru_utime);
    report.system_us = micros(usage.ru_stime);
    report.max_rss_kb = (uint64_t)usage.ru_maxrss;
    send_report(&report);
    _exit(0);
}

void guide_init(int socket, uint64_t disk_bytes, uint32_t disk_inodes, int inner_userns, bool proc, bool protect)
{
    control = socket;
    umask(0);
    prctl(PR_SET_NAME, "init");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) die("pdeathsig", errno);

    /* Dumpable: else the file belongs to root. And the zygote enters by this process's pidfd, which the kernel treats like tracing it;
     * the candidate, in its powerless user namespace, may not trace a process of the outer one, dumpable or not. */
    prctl(PR_SET_DUMPABLE, 1);
    /* Candidates are what the kernel shall kill first when the slot's memory is used up; the keeper last. */
    if (proc && protect && write_text_file("/proc/self/oom_score_adj", "1000") != 0) die("oom_score_adj", errno);

    mount_box(disk_bytes, disk_inodes, 0);
    if (mkdir(WORK_DIR, 0777) != 0 || mkdir("/box/mnt", 0777) != 0 || mkdir("/box/tmp", 01777) != 0 || mkdir("/box/shm", 01777) != 0) die("mkdir", errno);
    if (proc && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, "subset=pid,hidepid=invisible") != 0
        && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, "hidepid=2") != 0) die("mount /proc", errno);
    /* Without a procfs of its own the keeper's would show through, but then the keeper has none either. */

    int directory = open("/box", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0 || chdir(WORK_DIR) != 0) die("open the work folder", errno);
    signal(SIGCHLD, SIG_IGN); /* the kernel reaps orphans then */
    struct report report = { .kind = 'P' };
    if (send_fds(control, &report, sizeof report, &directory, 1) != 0) _exit(70);
    close(directory);

    /* A candidate of the zygote is not this process's child: then all there is to do is to be killed in the end. */
    static char packet[MAX_START];
    for (;;) {
        int fds[4], count = 4;
        ssize_t n = receive_fds(control, packet, sizeof packet - 1, fds, &count);
        struct start start;
        if (n < (ssize_t)sizeof start) _exit(0);
        memcpy(&start, packet, sizeof start);
        packet[n] = 0;
        if (start.kind == 'M') {
            mount_box(start.limits.disk_bytes, start.limits.disk_inodes, MS_REMOUNT);
            send_report(&report);
        } else if (start.argc == 0 || start.argc > 4096 || start.envc > 4096 || count != ((start.limits.flags & RUN_CHANNEL) ? 4 : 3)) die("start", EPROTO);
        else run_candidate(&start, packet + sizeof start, packet + n, fds, inner_userns);
    }
}
