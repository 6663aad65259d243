/* pid 1 of one run. It is trusted, sees only the run's own file system, and takes the whole run with it when it ends. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/openat2.h>
#include <poll.h>
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

static void write_file(int directory, const struct file *file)
{
    /* The folder is new and ours, so there is no link in it; names were checked by the keeper. */
    char path[256];
    snprintf(path, sizeof path, "%s", file->name);
    for (char *at = strchr(path, '/'); at != NULL; at = strchr(at + 1, '/')) {
        *at = 0;
        if (mkdirat(directory, path, 0777) != 0 && errno != EEXIST) die("create a folder for a file", errno);
        *at = '/';
    }
    int fd = openat(directory, path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, file->mode & 0777);
    if (fd < 0) die("create a file", errno);
    if (write_all(fd, file->data, file->size) != 0) die("write a file", errno);
    close(fd);
}

/* Sends the files asked for: regular ones inside the work folder, never through a link. */
static void fetch_files(const struct request *request)
{
    int directory = open(WORK_DIR, O_PATH | O_DIRECTORY | O_CLOEXEC);
    uint64_t left = request->fetch_bytes;
    static char buffer[48 * 1024];
    for (uint32_t i = 0; i < request->fetch_count; i++) {
        struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                                .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV };
        int fd = (int)syscall(SYS_openat2, directory, request->fetch[i], &how, sizeof how);
        struct report head = { .kind = 'F', .status = 0 };
        struct stat info;
        if (fd < 0) head.status = errno;
        else if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) head.status = EINVAL;
        else if ((uint64_t)info.st_size > left) head.status = EFBIG;
        else head.user_us = (uint64_t)info.st_size;
        send_report(&head);
        if (head.status == 0) {
            uint64_t rest = head.user_us;
            left -= rest;
            while (rest > 0) {
                ssize_t n = read(fd, buffer, rest < sizeof buffer ? (size_t)rest : sizeof buffer);
                if (n <= 0) die("read a file", n < 0 ? errno : EIO);
                if (send(control, buffer, (size_t)n, MSG_NOSIGNAL) != n) _exit(70);
                rest -= (uint64_t)n;
            }
        }
        if (fd >= 0) close(fd);
    }
}

static void on_child(int signal)
{
    (void)signal;
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

static pid_t start_candidate(const struct request *request, const struct run_fds *fds, int inner_userns)
{
    int status[2];
    if (pipe2(status, O_CLOEXEC) != 0) die("pipe", errno);
    pid_t child = fork();
    if (child < 0) die("fork", errno);
    if (child == 0) {
        const char *step = "descriptors";
        int error = 0;
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        signal(SIGCHLD, SIG_DFL);
        signal(SIGPIPE, SIG_DFL);
        if (dup2(fds->in, 0) < 0 || dup2(fds->out, 1) < 0 || dup2(fds->err, 2) < 0) error = errno;
        if (error == 0 && (request->limits.flags & RUN_CHANNEL) && dup2(fds->channel, 3) < 0) error = errno;
        /* The exec closes everything else, the status pipe last: its end of file says that the candidate runs. */
        unsigned first = (request->limits.flags & RUN_CHANNEL) ? 4 : 3;
        if (error == 0 && syscall(SYS_close_range, first, ~0u, CLOSE_RANGE_CLOEXEC) != 0) error = errno;
        if (error == 0) error = guide_seal(&request->limits, inner_userns, &step);
        if (error == 0) {
            step = request->argv[0];
            execve(request->argv[0], request->argv, request->envp);
            error = errno;
        }
        char text[200];
        int n = snprintf(text, sizeof text, "%s: %s", step, strerror(error));
        if (write(status[1], text, (size_t)n) < 0) { }
        _exit(70);
    }
    close(status[1]);
    char text[200];
    ssize_t n;
    do n = read(status[0], text, sizeof text - 1); while (n < 0 && errno == EINTR);
    close(status[0]);
    if (n > 0) {
        text[n] = 0;
        struct report report = { .kind = 'E', .status = EPERM };
        snprintf(report.text, sizeof report.text, "start: %.150s", text);
        send_report(&report);
        _exit(70);
    }
    return child;
}

void guide_init(const struct request *request, const struct run_fds *fds, int inner_userns, bool proc, bool protect)
{
    control = fds->control;
    umask(0);
    prctl(PR_SET_NAME, "init");
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) die("pdeathsig", errno);
    bool zygote = (request->limits.flags & RUN_ZYGOTE) != 0;

    /* Candidates are what the kernel shall kill first when the slot's memory is used up; the keeper last. */
    if (proc && protect && !zygote) {
        prctl(PR_SET_DUMPABLE, 1); /* else the file belongs to root */
        if (write_text_file("/proc/self/oom_score_adj", "1000") != 0) die("oom_score_adj", errno);
        prctl(PR_SET_DUMPABLE, 0);
    }

    char options[128];
    snprintf(options, sizeof options, "size=%llu,nr_inodes=%u,mode=755,huge=never",
             (unsigned long long)request->limits.disk_bytes, request->limits.disk_inodes);
    if (mount("tmpfs", "/box", "tmpfs", MS_NOSUID | MS_NODEV, options) != 0) {
        *strstr(options, ",huge") = 0;
        if (mount("tmpfs", "/box", "tmpfs", MS_NOSUID | MS_NODEV, options) != 0) die("mount the work folder", errno);
    }
    if (mkdir(WORK_DIR, 0777) != 0 || mkdir("/box/tmp", 01777) != 0 || mkdir("/box/shm", 01777) != 0) die("mkdir", errno);
    if (proc && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, "subset=pid,hidepid=invisible") != 0
        && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, "hidepid=2") != 0) die("mount /proc", errno);
    /* Without a procfs of its own the keeper's would show through, but then the keeper has none either. */

    int directory = open(WORK_DIR, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) die("open the work folder", errno);
    for (uint32_t i = 0; i < request->file_count; i++) write_file(directory, &request->files[i]);
    close(directory);
    if (chdir(WORK_DIR) != 0) die("chdir", errno);

    if (zygote) {
        /* The candidate comes from the zygote; orphans are reaped here; ends when the keeper says so or dies. */
        struct sigaction action = { .sa_handler = on_child };
        sigaction(SIGCHLD, &action, NULL);
        /* The zygote enters by this process's pidfd, which the kernel treats like tracing it; the candidate, in its powerless user
         * namespace, may not trace a process of the outer one, dumpable or not. */
        prctl(PR_SET_DUMPABLE, 1);
        struct report ready = { .kind = 'R' };
        send_report(&ready);
        char word;
        for (;;) {
            ssize_t n = recv(control, &word, 1, 0);
            if (n < 0 && errno == EINTR) {
                while (waitpid(-1, NULL, WNOHANG | __WALL) > 0) { }
                continue;
            }
            if (n <= 0) _exit(0);
            break;
        }
        empty_namespace();
        fetch_files(request);
        _exit(0);
    }

    pid_t child = start_candidate(request, fds, inner_userns);
    close(fds->in);
    close(fds->out);
    close(fds->err);
    if (fds->channel >= 0) close(fds->channel);

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
    report.text[0] = 0;
    empty_namespace();
    getrusage(RUSAGE_CHILDREN, &usage);
    report.user_us = micros(usage.ru_utime);
    report.system_us = micros(usage.ru_stime);
    report.max_rss_kb = (uint64_t)usage.ru_maxrss;
    send_report(&report);
    if (request->fetch_count > 0) fetch_files(request);
    _exit(0);
}
