/* Loaded by the trusted Python zygote (zygote.py). Each candidate is forked from it, enters the run's namespaces, seals itself
 * and only then reads the submission. */
#include "sandbox.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const int keeper = ZYGOTE_KEEPER_FD, inner_userns = ZYGOTE_USERNS_FD;
static int own_pid_namespace = -1;
static int fds[2];                         /* init's pidfd, the child's socket to the keeper */
static int fd_count;

static void close_fds(void)
{
    for (int i = 0; i < fd_count; i++) close(fds[i]);
    fd_count = 0;
}

static int report_error(int kind, const char *step, int error)
{
    struct report report = { .kind = kind, .status = error };
    snprintf(report.text, sizeof report.text, "zygote: %s: %s", step, strerror(error));
    return send(keeper, &report, sizeof report, MSG_NOSIGNAL) == (ssize_t)sizeof report ? 0 : -1;
}

static int ready(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    own_pid_namespace = (int)syscall(SYS_pidfd_open, getpid(), 0); /* by pidfd: there may be no /proc */
    if (own_pid_namespace < 0) {
        report_error('E', "open the own pid namespace", errno);
        return -1;
    }
    struct report report = { .kind = 'R' };
    return send(keeper, &report, sizeof report, MSG_NOSIGNAL) == (ssize_t)sizeof report ? 0 : -1;
}

/* Waits until the next run is to be prepared. 0: fork now; -1: the keeper is gone. */
static int receive(void)
{
    for (;;) {
        char word;
        fd_count = 2;
        ssize_t n = receive_fds(keeper, &word, 1, fds, &fd_count);
        if (n <= 0) return -1;
        if (fd_count != 2) {
            close_fds();
            if (report_error('E', "request", EPROTO) != 0) return -1;
            continue;
        }
        if (setns(fds[0], CLONE_NEWPID) == 0) return 0;
        int error = errno;
        close_fds();
        if (report_error('E', "enter the pid namespace", error) != 0) return -1;
    }
}

static uint64_t micros(struct timeval t)
{
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_usec;
}

/* In the zygote, after the fork (pid < 0: it failed with `error`): waits for the child and reports. */
static int finish(pid_t pid, int error)
{
    close_fds();
    if (setns(own_pid_namespace, CLONE_NEWPID) != 0) return -1;
    if (pid < 0) return report_error('E', "fork", error);
    struct report report = { .kind = 'X' };
    struct rusage usage;
    int status;
    while (wait4(pid, &status, 0, &usage) < 0)
        if (errno != EINTR) return -1;
    while (waitpid(-1, NULL, WNOHANG | __WALL) > 0) { } /* there are no others, and must not be */
    report.status = status;
    report.user_us = micros(usage.ru_utime);
    report.system_us = micros(usage.ru_stime);
    report.max_rss_kb = (uint64_t)usage.ru_maxrss;
    return send(keeper, &report, sizeof report, MSG_NOSIGNAL) == (ssize_t)sizeof report ? 0 : -1;
}

static void give_up(int socket, const char *step, int error) __attribute__((noreturn));
static void give_up(int socket, const char *step, int error)
{
    struct report report = { .kind = 'C', .status = error };
    snprintf(report.text, sizeof report.text, "zygote: %s: %s", step, strerror(error));
    send(socket, &report, sizeof report, MSG_NOSIGNAL);
    _exit(70);
}

/* In the child: enters the run's namespaces, seals itself. */
static void become_candidate(int socket)
{
    const char *step = "oom score";
    int error = 0;
    if (write_text_file("/proc/self/oom_score_adj", "1000") != 0 && errno != ENOENT) error = errno;
    if (error == 0) step = "enter the run's namespaces";
    if (error == 0 && setns(fds[0], CLONE_NEWNS | CLONE_NEWIPC) != 0) error = errno;
    if (error == 0) step = "chdir";
    if (error == 0 && chdir(WORK_DIR) != 0) error = errno;
    if (error == 0) error = guide_seal(inner_userns, &step);
    if (error != 0) give_up(socket, step, error);
}

/* In the sealed child: says so, and waits for its run, which may come much later or never. */
static void await_start(int socket)
{
    struct report ready = { .kind = 'R' };
    if (send(socket, &ready, sizeof ready, MSG_NOSIGNAL) != (ssize_t)sizeof ready) _exit(70);
    struct start start;
    int streams[4], count = 4;
    if (receive_fds(socket, &start, sizeof start, streams, &count) != (ssize_t)sizeof start) _exit(70);
    bool channel = (start.limits.flags & RUN_CHANNEL) != 0;
    if (count != (channel ? 4 : 3)) give_up(socket, "start", EPROTO);
    /* They came on numbers above those that they go to: the zygote's own streams hold 0 to 2, and the channel's comes last. */
    for (int i = 0; i < count; i++) if (dup2(streams[i], i) < 0) give_up(socket, "streams", errno);
    int error = guide_limit(&start.limits);
    if (error != 0) give_up(socket, "limits", error);
    if (syscall(SYS_close_range, channel ? 4 : 3, ~0u, 0) != 0) _exit(70);
}

/* The main thread's stack may grow as far as the memory's limit; threads keep the usual size unless they ask for another. */
static void set_thread_stacks(void)
{
    pthread_attr_t usual;
    if (pthread_attr_init(&usual) != 0) return;
    if (pthread_attr_setstacksize(&usual, 8u << 20) == 0) pthread_setattr_default_np(&usual);
    pthread_attr_destroy(&usual);
}

/* Serves runs; returns 0 in each child, sealed, and 1 in the zygote when the keeper is gone. The loop is here and not in Python: every
 * page that the zygote itself writes between two forks is copied once more. `hooks` are the interpreter's own around a fork. */
int guide_zygote_serve(void (*before)(void), void (*after_parent)(void), void (*after_child)(void))
{
    if (ready() != 0) return 1;
    guide_build_filter();
    set_thread_stacks();
    while (receive() == 0) {
        before();
        pid_t pid = fork();
        if (pid == 0) {
            int socket = fds[1];
            become_candidate(socket);
            after_child();
            await_start(socket);
            return 0;
        }
        int error = errno;
        after_parent();
        if (finish(pid, error) != 0) break;
    }
    return 1;
}
