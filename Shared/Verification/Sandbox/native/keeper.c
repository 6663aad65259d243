/* The keeper: reads requests from the trusted parent, starts one run at a time, collects its output and reports. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

enum { MAX_MESSAGE = 512 * 1024 * 1024 };

struct buffer { char *data; size_t size, capacity; };

static struct keeper *self;
static int zygote_socket = -1;
static pid_t zygote_pid = -1;
static uint64_t current_memory_limit, current_pids_limit;

static void fatal(const char *what)
{
    char text[256];
    int n = snprintf(text, sizeof text, "%s: %s", what, strerror(errno));
    struct blob part = { text, (size_t)n };
    guide_send_message(self->socket, MSG_FATAL, &part, 1);
    _exit(70);
}

int guide_send_message(int socket, uint8_t type, const struct blob *parts, int count)
{
    size_t size = 0;
    for (int i = 0; i < count; i++) size += parts[i].size;
    unsigned char head[5];
    uint32_t length = (uint32_t)size;
    memcpy(head, &length, 4);
    head[4] = type;
    if (size < 4000) {
        /* One write for the usual small message. */
        char small[4096];
        memcpy(small, head, 5);
        size_t at = 5;
        for (int i = 0; i < count; i++) {
            memcpy(small + at, parts[i].data, parts[i].size);
            at += parts[i].size;
        }
        return write_all(socket, small, at);
    }
    if (write_all(socket, head, 5) != 0) return -1;
    for (int i = 0; i < count; i++) if (write_all(socket, parts[i].data, parts[i].size) != 0) return -1;
    return 0;
}

static void append(struct buffer *buffer, const void *data, size_t size)
{
    if (buffer->size + size > buffer->capacity) {
        size_t capacity = buffer->capacity != 0 ? buffer->capacity : 4096;
        while (capacity < buffer->size + size) capacity *= 2;
        char *grown = realloc(buffer->data, capacity);
        if (grown == NULL) fatal("memory");
        buffer->data = grown;
        buffer->capacity = capacity;
    }
    memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
}

/* ---- parsing ---- */

struct cursor { char *at, *end; bool bad; };

static uint32_t take_u32(struct cursor *c)
{
    uint32_t value = 0;
    if (c->end - c->at < 4) c->bad = true;
    else { memcpy(&value, c->at, 4); c->at += 4; }
    return value;
}

static uint64_t take_u64(struct cursor *c)
{
    uint64_t value = 0;
    if (c->end - c->at < 8) c->bad = true;
    else { memcpy(&value, c->at, 8); c->at += 8; }
    return value;
}

/* Length, bytes, one 0 byte behind them (so that strings need no copy). */
static char *take_bytes(struct cursor *c, uint32_t *size)
{
    *size = take_u32(c);
    if (c->bad || (uint64_t)(c->end - c->at) < (uint64_t)*size + 1 || c->at[*size] != 0) {
        c->bad = true;
        *size = 0;
        return NULL;
    }
    char *data = c->at;
    c->at += *size + 1;
    return data;
}

static char **take_strings(struct cursor *c, uint32_t *count)
{
    *count = take_u32(c);
    if (c->bad || *count > 4096) { c->bad = true; *count = 0; }
    char **strings = calloc((size_t)*count + 1, sizeof *strings);
    if (strings == NULL) fatal("memory");
    for (uint32_t i = 0; i < *count; i++) {
        uint32_t size;
        strings[i] = take_bytes(c, &size);
        if (c->bad) strings[i] = NULL;
    }
    return strings;
}

static bool name_is_safe(const char *name)
{
    if (name == NULL || name[0] == 0 || name[0] == '/' || strlen(name) > 200) return false;
    for (const char *at = name; *at != 0;) {
        const char *end = strchrnul(at, '/');
        size_t n = (size_t)(end - at);
        if (n == 0 || (n == 1 && at[0] == '.') || (n == 2 && at[0] == '.' && at[1] == '.')) return false;
        at = *end == '/' ? end + 1 : end;
        if (*end == '/' && *at == 0) return false;
    }
    return true;
}

static bool parse_request(struct request *r, char *data, size_t size)
{
    struct cursor c = { data, data + size, false };
    memset(r, 0, sizeof *r);
    struct limits *l = &r->limits;
    l->flags = take_u32(&c);
    l->wall_us = take_u64(&c);
    l->cpu_ms = take_u64(&c);
    l->memory_bytes = take_u64(&c);
    l->address_bytes = take_u64(&c);
    l->file_bytes = take_u64(&c);
    l->stack_bytes = take_u64(&c);
    l->disk_bytes = take_u64(&c);
    l->output_bytes = take_u64(&c);
    l->disk_inodes = take_u32(&c);
    l->processes = take_u32(&c);
    l->open_files = take_u32(&c);
    r->fetch_bytes = take_u64(&c);
    uint32_t count;
    r->argv = take_strings(&c, &count);
    if (count == 0) c.bad = true;
    r->envp = take_strings(&c, &count);
    r->file_count = take_u32(&c);
    if (c.bad || r->file_count > 4096) { c.bad = true; r->file_count = 0; }
    r->files = calloc((size_t)r->file_count + 1, sizeof *r->files);
    if (r->files == NULL) fatal("memory");
    for (uint32_t i = 0; i < r->file_count && !c.bad; i++) {
        uint32_t length;
        r->files[i].name = take_bytes(&c, &length);
        r->files[i].mode = take_u32(&c);
        r->files[i].data = take_bytes(&c, &r->files[i].size);
        if (!c.bad && !name_is_safe(r->files[i].name)) c.bad = true;
    }
    r->fetch = take_strings(&c, &r->fetch_count);
    for (uint32_t i = 0; i < r->fetch_count && !c.bad; i++) if (!name_is_safe(r->fetch[i])) c.bad = true;
    r->input = take_bytes(&c, &r->input_size);
    return !c.bad && c.at == c.end;
}

static void free_request(struct request *r)
{
    free(r->argv);
    free(r->envp);
    free(r->files);
    free(r->fetch);
}

/* ---- cgroups ---- */

static uint64_t read_number(int fd)
{
    char text[64];
    ssize_t n = fd < 0 ? -1 : pread(fd, text, sizeof text - 1, 0);
    if (n <= 0) return 0;
    text[n] = 0;
    return strtoull(text, NULL, 10);
}

/* The number behind a key in a file of "key number" lines. */
static uint64_t read_field(int fd, const char *key)
{
    char text[1024];
    ssize_t n = fd < 0 ? -1 : pread(fd, text, sizeof text - 1, 0);
    if (n <= 0) return 0;
    text[n] = 0;
    size_t length = strlen(key);
    for (char *line = text; line != NULL && *line != 0;) {
        if (strncmp(line, key, length) == 0 && line[length] == ' ') return strtoull(line + length + 1, NULL, 10);
        line = strchr(line, '\n');
        if (line != NULL) line++;
    }
    return 0;
}

static int write_number(int fd, uint64_t value)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    return fd < 0 ? 0 : (pwrite(fd, text, (size_t)n, 0) == n ? 0 : -1);
}

static void set_cgroup_limits(const struct limits *l)
{
    struct cgroup_fds *g = &self->cgroup;
    if (g->version == 0) return;
    /* What the slot itself holds (the zygote, cached pages) is not the candidate's. */
    uint64_t total = l->memory_bytes + read_number(g->memory_usage);
    uint64_t drift = total > current_memory_limit ? total - current_memory_limit : current_memory_limit - total;
    if (drift > 1024 * 1024) {
        if (g->version == 1) {
            /* The limit may not exceed memory+swap: one of the two orders works. */
            if (write_number(g->memory_limit, total) != 0) {
                write_number(g->swap_limit, total);
                if (write_number(g->memory_limit, total) != 0) fatal("set the memory limit");
            }
            write_number(g->swap_limit, total);
        } else {
            if (write_number(g->memory_limit, total) != 0) fatal("set the memory limit");
            write_number(g->swap_limit, 0);
        }
        current_memory_limit = total;
    }
    if (l->processes != current_pids_limit) {
        if (write_number(g->pids_limit, (uint64_t)l->processes + 6) != 0) fatal("set the process limit");
        current_pids_limit = l->processes;
    }
    if (g->version == 1) write_number(g->memory_peak, 0);
    else if (g->memory_peak >= 0 && pwrite(g->memory_peak, "reset", 5, 0) < 0) { /* older kernels: the peak since the slot's start */ }
}

static uint64_t oom_kills(void)
{
    return self->cgroup.version == 0 ? 0 : read_field(self->cgroup.memory_events, "oom_kill");
}

static uint64_t refused_forks(void)
{
    return self->cgroup.version == 0 ? 0 : read_field(self->cgroup.pids_events, "max");
}

/* ---- the zygote ---- */

static void stop_zygote(void)
{
    if (zygote_pid > 0) {
        kill(zygote_pid, SIGKILL);
        while (waitpid(zygote_pid, NULL, 0) < 0 && errno == EINTR) { }
    }
    if (zygote_socket >= 0) close(zygote_socket);
    zygote_pid = -1;
    zygote_socket = -1;
}

/* Forgets a zygote that has died. */
static void reap(void)
{
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG | __WALL)) > 0) {
        if (pid != zygote_pid) continue;
        close(zygote_socket);
        zygote_pid = -1;
        zygote_socket = -1;
    }
}

static bool start_zygote(void)
{
    reap();
    if (zygote_pid > 0) return true;
    if (self->python == NULL) return false;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return false;
    pid_t pid = fork();
    if (pid < 0) { close(pair[0]); close(pair[1]); return false; }
    if (pid == 0) {
        int none = open("/dev/null", O_RDONLY | O_CLOEXEC);
        int sink[2];
        if (none < 0 || pipe2(sink, O_CLOEXEC) != 0) _exit(70);
        /* The interpreter's streams are made on descriptors of the kinds that candidates will have. */
        if (dup2(pair[1], ZYGOTE_KEEPER_FD) < 0 || dup2(self->inner_userns, ZYGOTE_USERNS_FD) < 0
            || dup2(none, 0) < 0 || dup2(sink[1], 1) < 0 || dup2(sink[1], 2) < 0) _exit(70);
        char *const argv[] = { (char *)self->python, "-I", "-B", "/guide/zygote.py", NULL };
        char *const envp[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" WORK_DIR, "LANG=C.UTF-8", "TMPDIR=/tmp", NULL };
        execve(self->python, argv, envp);
        _exit(70);
    }
    close(pair[1]);
    zygote_pid = pid;
    zygote_socket = pair[0];
    struct pollfd ready = { .fd = pair[0], .events = POLLIN };
    struct report report;
    int n;
    do n = poll(&ready, 1, 20000); while (n < 0 && errno == EINTR);
    if (n <= 0 || recv(pair[0], &report, sizeof report, 0) != (ssize_t)sizeof report || report.kind != 'R') {
        stop_zygote();
        return false;
    }
    return true;
}

/* ---- one run ---- */

struct run {
    struct request request;
    pid_t init;
    int pidfd, control, out, err, channel;
    struct buffer out_text, err_text, channel_in, files;
    uint64_t channel_sent;
    uint32_t why;
    bool ended, killed, init_gone, zygote_busy;
    bool channel_input_over;
    uint64_t file_rest;
    uint32_t file_count;
    struct report report;
    char fault[200];
};

static void run_kill(struct run *run, uint32_t why)
{
    run->why |= why;
    if (run->killed || run->init_gone) return;
    run->killed = true;
    kill(run->init, SIGKILL);
}

static void run_fault(struct run *run, const char *text)
{
    if (run->fault[0] == 0) snprintf(run->fault, sizeof run->fault, "%s", text);
    run_kill(run, 0);
}

/* Reads what is there; false at the end of the stream. Beyond the cap the run is over. */
static bool collect(struct run *run, int fd, struct buffer *into)
{
    static char chunk[65536];
    ssize_t n = read(fd, chunk, sizeof chunk);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (n == 0) return false;
    size_t room = run->request.limits.output_bytes - into->size;
    if ((size_t)n > room) {
        append(into, chunk, room);
        run_kill(run, WHY_OUTPUT);
        return true;
    }
    append(into, chunk, (size_t)n);
    return true;
}

static bool relay_channel(struct run *run)
{
    static char chunk[65536];
    ssize_t n = read(run->channel, chunk, sizeof chunk);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (n == 0) return false;
    run->channel_sent += (uint64_t)n;
    if (run->channel_sent > 64 * run->request.limits.output_bytes) {
        run_kill(run, WHY_OUTPUT);
        return true;
    }
    struct blob part = { chunk, (size_t)n };
    if (guide_send_message(self->socket, MSG_CHANNEL, &part, 1) != 0) _exit(0);
    return true;
}

static void flush_channel(struct run *run)
{
    size_t done = 0;
    while (done < run->channel_in.size) {
        ssize_t n = send(run->channel, run->channel_in.data + done, run->channel_in.size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            if (errno != EAGAIN) done = run->channel_in.size; /* nobody reads any more */
            break;
        }
        done += (size_t)n;
    }
    memmove(run->channel_in.data, run->channel_in.data + done, run->channel_in.size - done);
    run->channel_in.size -= done;
    if (run->channel_in.size == 0 && run->channel_input_over) shutdown(run->channel, SHUT_WR);
}

/* A message of the run's init. */
static void on_control(struct run *run, const int *zygote_fds, int zygote_fd_count)
{
    static char packet[64 * 1024];
    ssize_t n = recv(run->control, packet, sizeof packet, 0);
    if (n < 0 && errno == EINTR) return;
    if (n <= 0) {
        run->init_gone = true;
        return;
    }
    if (run->file_rest > 0) {
        if ((uint64_t)n > run->file_rest) { run_fault(run, "file transfer"); return; }
        append(&run->files, packet, (size_t)n);
        run->file_rest -= (uint64_t)n;
        return;
    }
    struct report report;
    if (n != (ssize_t)sizeof report) { run_fault(run, "init: protocol"); return; }
    memcpy(&report, packet, sizeof report);
    if (report.kind == 'R') {
        if (send_fds(zygote_socket, &run->request.limits, sizeof run->request.limits, zygote_fds, zygote_fd_count) != 0)
            run_fault(run, "zygote: gone");
        else run->zygote_busy = true;
    } else if (report.kind == 'X') {
        run->report = report;
        run->ended = true;
    } else if (report.kind == 'F') {
        uint32_t status = (uint32_t)report.status, size = (uint32_t)report.user_us;
        append(&run->files, &status, 4);
        append(&run->files, &size, 4);
        run->file_rest = report.user_us;
        run->file_count++;
    } else run_fault(run, report.text);
}

static void on_zygote(struct run *run)
{
    struct report report;
    ssize_t n = recv(zygote_socket, &report, sizeof report, 0);
    if (n < 0 && errno == EINTR) return;
    if (n != (ssize_t)sizeof report) {
        run->zygote_busy = false;
        stop_zygote();
        if (!run->killed) run_fault(run, "zygote: died");
        return;
    }
    report.text[sizeof report.text - 1] = 0;
    if (report.kind == 'C') { /* 'X' follows */
        if (!run->killed) snprintf(run->fault, sizeof run->fault, "%s", report.text);
        return;
    }
    run->zygote_busy = false;
    if (report.kind == 'X') {
        run->report = report;
        run->ended = true;
        if (run->request.fetch_count > 0 && !run->killed) {
            if (send(run->control, "F", 1, MSG_NOSIGNAL) != 1) run_kill(run, 0);
        } else if (!run->killed) {
            run->killed = true;
            kill(run->init, SIGKILL);
        }
    } else if (!run->killed) run_fault(run, report.text);
}

/* What the parent says during a run. */
static void on_parent(struct run *run)
{
    unsigned char head[5];
    if (read_all(self->socket, head, 5) != 1) _exit(0);
    uint32_t size;
    memcpy(&size, head, 4);
    if (size > 64 * 1024 * 1024) _exit(70);
    char *data = malloc((size_t)size + 1);
    if (data == NULL) fatal("memory");
    if (read_all(self->socket, data, size) != 1 && size > 0) _exit(0);
    if (head[4] == MSG_KILL) run_kill(run, WHY_CANCELED);
    else if (head[4] == MSG_INPUT && run->channel >= 0) {
        append(&run->channel_in, data, size);
        flush_channel(run);
    } else if (head[4] == MSG_INPUT_END && run->channel >= 0) {
        run->channel_input_over = true;
        flush_channel(run);
    }
    free(data);
}

static int input_descriptor(const struct request *r)
{
    if (r->input_size == 0) return open("/dev/null", O_RDONLY | O_CLOEXEC);
    int fd = (int)syscall(SYS_memfd_create, "stdin", 1 /* MFD_CLOEXEC */ | 2 /* MFD_ALLOW_SEALING */);
    if (fd < 0) return -1;
    if (write_all(fd, r->input, r->input_size) != 0) return -1;
    /* Sealed against growth: it must not become memory outside the limits. */
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) return -1;
    if (lseek(fd, 0, SEEK_SET) != 0) return -1;
    return fd;
}

static void send_done(struct run *run, uint64_t wall, uint64_t peak, uint64_t ooms)
{
    struct {
        uint32_t kind; int32_t code; uint32_t why, file_count;
        uint64_t wall_us, user_us, system_us, peak_bytes, oom_kills;
        uint32_t fault_size, out_size, err_size, files_size;
    } __attribute__((packed)) head = { 0 };
    head.kind = END_FAULT;
    int status = run->report.status;
    if (run->fault[0] == 0 && run->ended) {
        head.kind = WIFSIGNALED(status) ? END_SIGNALED : END_EXITED;
        head.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    } else if (run->fault[0] == 0 && (run->why != 0 || ooms > 0)) {
        /* Init was killed with everything in it before it could report. */
        head.kind = END_SIGNALED;
        head.code = SIGKILL;
    } else if (run->fault[0] == 0) snprintf(run->fault, sizeof run->fault, "init: died without a report");
    head.why = run->why;
    head.file_count = run->file_rest == 0 ? run->file_count : 0;
    head.wall_us = wall;
    head.user_us = run->report.user_us;
    head.system_us = run->report.system_us;
    head.peak_bytes = peak;
    head.oom_kills = ooms;
    head.fault_size = (uint32_t)strlen(run->fault);
    head.out_size = (uint32_t)run->out_text.size;
    head.err_size = (uint32_t)run->err_text.size;
    head.files_size = head.file_count > 0 ? (uint32_t)run->files.size : 0;
    struct blob parts[] = {
        { (char *)&head, sizeof head }, { run->fault, head.fault_size }, { run->out_text.data, head.out_size },
        { run->err_text.data, head.err_size }, { run->files.data, head.files_size },
    };
    if (guide_send_message(self->socket, MSG_DONE, parts, 5) != 0) _exit(0);
}

static void fail_request(const char *text)
{
    struct run run = { .init = -1 };
    snprintf(run.fault, sizeof run.fault, "%s", text);
    send_done(&run, 0, 0, 0);
}

static void execute(char *data, size_t size)
{
    struct run run = { .init = -1, .pidfd = -1, .channel = -1 };
    if (!parse_request(&run.request, data, size)) {
        free_request(&run.request);
        fail_request("the request is malformed");
        return;
    }
    const struct limits *limits = &run.request.limits;
    bool zygote = (limits->flags & RUN_ZYGOTE) != 0;
    if (zygote && !start_zygote()) {
        free_request(&run.request);
        fail_request("the Python zygote does not start");
        return;
    }
    set_cgroup_limits(limits);
    uint64_t ooms = oom_kills(), refused = refused_forks(), base = read_number(self->cgroup.memory_usage);

    int out[2], err[2], control[2], channel[2] = { -1, -1 };
    int in = input_descriptor(&run.request);
    if (in < 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0
        || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0
        || ((limits->flags & RUN_CHANNEL) && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0)) fatal("open the run's streams");

    uint64_t started = now_us();
    pid_t pid = (pid_t)syscall(SYS_clone, (long)(SIGCHLD | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_PIDFD), NULL, &run.pidfd, NULL, NULL);
    if (pid < 0) fatal("start the run's namespaces");
    if (pid == 0) {
        struct run_fds fds = { in, out[1], err[1], channel[1], control[1] };
        close(control[0]);
        guide_init(&run.request, &fds, self->inner_userns, self->proc, self->cgroup.version != 0);
    }
    run.init = pid;
    run.control = control[0];
    run.out = out[0];
    run.err = err[0];
    run.channel = channel[0];
    close(control[1]);
    int zygote_fds[5] = { run.pidfd, in, out[1], err[1], channel[1] };
    int zygote_fd_count = channel[1] >= 0 ? 5 : 4;
    bool write_ends_open = true;
    if (!zygote) {
        close(out[1]);
        close(err[1]);
        if (channel[1] >= 0) close(channel[1]);
        write_ends_open = false;
    }
    fcntl(run.out, F_SETFL, O_NONBLOCK);
    fcntl(run.err, F_SETFL, O_NONBLOCK);
    if (run.channel >= 0) fcntl(run.channel, F_SETFL, O_NONBLOCK);

    bool out_open = true, err_open = true, channel_open = run.channel >= 0;
    uint64_t deadline = started + limits->wall_us, wall = 0;
    while (!run.init_gone || run.zygote_busy) {
        if (run.zygote_busy && write_ends_open) {
            /* The zygote has its own copies by now (they travel inside the message). */
            close(out[1]);
            close(err[1]);
            if (channel[1] >= 0) close(channel[1]);
            write_ends_open = false;
        }
        int timeout = -1;
        if (!run.killed) {
            uint64_t now = now_us();
            if (now >= deadline) {
                run_kill(&run, run.ended ? 0 : WHY_WALL);
                continue;
            }
            timeout = (int)((deadline - now + 999) / 1000);
        }
        struct pollfd polls[6] = {
            { .fd = self->socket, .events = POLLIN },
            { .fd = run.init_gone ? -1 : run.control, .events = POLLIN },
            { .fd = run.zygote_busy ? zygote_socket : -1, .events = POLLIN },
            { .fd = out_open ? run.out : -1, .events = POLLIN },
            { .fd = err_open ? run.err : -1, .events = POLLIN },
            { .fd = channel_open ? run.channel : -1, .events = (short)(POLLIN | (run.channel_in.size > 0 ? POLLOUT : 0)) },
        };
        if (poll(polls, 6, timeout) < 0) {
            if (errno == EINTR) continue;
            fatal("poll");
        }
        if (polls[0].revents != 0) on_parent(&run);
        if (polls[3].revents != 0) out_open = collect(&run, run.out, &run.out_text);
        if (polls[4].revents != 0) err_open = collect(&run, run.err, &run.err_text);
        if (polls[5].revents & POLLOUT) flush_channel(&run);
        if (polls[5].revents & (POLLIN | POLLHUP | POLLERR)) channel_open = relay_channel(&run);
        bool was_ended = run.ended;
        if (polls[2].revents != 0) on_zygote(&run);
        if (polls[1].revents != 0) on_control(&run, zygote_fds, zygote_fd_count);
        if (run.ended && !was_ended) wall = now_us() - started;
    }
    if (wall == 0) wall = now_us() - started;
    if (write_ends_open) {
        close(out[1]);
        close(err[1]);
        if (channel[1] >= 0) close(channel[1]);
    }
    struct rusage usage;
    int status;
    while (wait4(run.init, &status, __WALL, &usage) < 0 && errno == EINTR) { }
    if (!zygote && !run.ended) {
        run.report.user_us = (uint64_t)usage.ru_utime.tv_sec * 1000000u + (uint64_t)usage.ru_utime.tv_usec;
        run.report.system_us = (uint64_t)usage.ru_stime.tv_sec * 1000000u + (uint64_t)usage.ru_stime.tv_usec;
        run.report.max_rss_kb = (uint64_t)usage.ru_maxrss;
    }
    /* Everything that could write is dead: what is in the pipes is all there will be. */
    run.killed = true;
    run.init_gone = true;
    for (size_t before = SIZE_MAX; out_open && before != run.out_text.size;) {
        before = run.out_text.size;
        out_open = collect(&run, run.out, &run.out_text);
    }
    for (size_t before = SIZE_MAX; err_open && before != run.err_text.size;) {
        before = run.err_text.size;
        err_open = collect(&run, run.err, &run.err_text);
    }
    for (uint64_t before = UINT64_MAX; channel_open && before != run.channel_sent;) {
        before = run.channel_sent;
        channel_open = relay_channel(&run);
    }
    close(in);
    close(run.pidfd);
    close(run.control);
    close(run.out);
    close(run.err);
    if (run.channel >= 0) close(run.channel);

    ooms = oom_kills() - ooms;
    if (ooms > 0) run.why |= WHY_OOM;
    if (refused_forks() > refused) run.why |= WHY_PROCESSES;
    uint64_t peak = run.report.max_rss_kb * 1024;
    if (self->cgroup.version != 0) {
        uint64_t top = read_number(self->cgroup.memory_peak);
        peak = top > base ? top - base : 0;
    }
    if (ooms > 0 && zygote_pid < 0) run.fault[0] = 0; /* it fell with its child */
    send_done(&run, wall, peak, ooms);
    free(run.out_text.data);
    free(run.err_text.data);
    free(run.channel_in.data);
    free(run.files.data);
    free_request(&run.request);
}

void guide_keeper(struct keeper *keeper)
{
    self = keeper;
    signal(SIGPIPE, SIG_IGN);
    guide_build_filter();
    struct { uint32_t proc, cgroup, zygote; } state = { keeper->proc, (uint32_t)keeper->cgroup.version, start_zygote() };
    struct blob part = { (char *)&state, sizeof state };
    if (guide_send_message(keeper->socket, MSG_READY, &part, 1) != 0) _exit(0);
    for (;;) {
        unsigned char head[5];
        if (read_all(keeper->socket, head, 5) != 1) _exit(0);
        uint32_t size;
        memcpy(&size, head, 4);
        if (size > MAX_MESSAGE) _exit(70);
        char *data = malloc((size_t)size + 1);
        if (data == NULL) fatal("memory");
        if (size > 0 && read_all(keeper->socket, data, size) != 1) _exit(0);
        /* Left-overs of the run before (an input or kill that crossed its end) mean nothing any more. */
        if (head[4] == MSG_RUN) execute(data, size);
        free(data);
        reap();
    }
}
