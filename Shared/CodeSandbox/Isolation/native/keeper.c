/* The keeper: reads requests from the trusted parent, starts one run at a time, collects its output and reports. While it is idle it
 * keeps the next run prepared: an init with its file system and, if the run before was the zygote's, a sealed child. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif

enum { MAX_MESSAGE = 512 * 1024 * 1024, SAMPLE_MS = 20, ROOMY = 256 * 1024, LEAST_CPU_MS = 4 };

struct buffer { char *data; size_t size, capacity; };

static const uint64_t DEEPEST_STACK = 64ull << 30;

static struct keeper *self;
static int zygote_socket = -1;
static pid_t zygote_pid = -1;
static uint64_t current_memory_limit, current_pids_limit;
static bool peak_is_old;       /* the kernel's peak cannot be reset: it is of all runs so far */
static uint64_t held_memory[2] = { UINT64_MAX, UINT64_MAX }; /* the least that the slot held at the start of a run: without, with a zygote */

/* A run that has not started: its namespaces and file system are there, nothing of any request is. */
struct prepared {
    pid_t init;              /* 0: none */
    bool init_gone;          /* it died and was waited for */
    bool asked;              /* the zygote owes a report on its child */
    int pidfd, control, directory;
    int child;               /* socket to the zygote's sealed child; -1 none */
    uint64_t disk_bytes;
    uint32_t disk_inodes;
};
static struct prepared spare;

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

struct run {
    struct request request;
    struct prepared at;
    int out, err, channel;
    struct buffer out_text, err_text, channel_in, files;
    uint64_t channel_sent;
    uint64_t cpu_before, cpu;  /* of the slot at the start; of the run, microseconds */
    uint32_t why;
    bool ended, killed, init_gone, zygote_busy;
    bool channel_input_over;
    uint32_t file_count;
    struct report report;
    char fault[200];
};

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

#define MNT "/mnt/"
enum { MAX_NAME = 200 };

/* Where a file of a request lies below /box: in the work folder, or in /mnt. */
static const char *place(const char *name, char path[MAX_NAME + 8])
{
    if (name[0] == '/') snprintf(path, MAX_NAME + 8, "%s", name + 1);
    else snprintf(path, MAX_NAME + 8, "run/%s", name);
    return path;
}

static bool name_is_safe(const char *name)
{
    if (name == NULL || strlen(name) > MAX_NAME) return false;
    if (strncmp(name, MNT, sizeof MNT - 1) == 0) name += sizeof MNT - 1;
    if (name[0] == 0 || name[0] == '/') return false;
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

static void set_memory_limit(uint64_t total)
{
    struct cgroup_fds *g = &self->cgroup;
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

/* A request is read before its own limits are known, and the last run's may be small. */
static void make_room(uint64_t bytes)
{
    if (self->cgroup.version == 0 || bytes < ROOMY || current_memory_limit == 0) return;
    uint64_t needed = read_number(self->cgroup.memory_usage) + 3 * bytes;
    if (needed > current_memory_limit) set_memory_limit(needed);
}

/* Returns what of the limit is the slot's own, bytes. `request`: what the request itself takes, as it came and as the run's files. */
static uint64_t set_cgroup_limits(const struct limits *l, uint64_t request)
{
    struct cgroup_fds *g = &self->cgroup;
    if (g->version == 0) return 0;
    /* What the slot itself holds (the zygote) is not the candidate's. Pages that the kernel cached for earlier runs come and go: counted
     * as the slot's they would be the candidate's to take, so the least counts, also over a zygote that fell and was started again
     * beside them. */
    uint64_t usage = read_number(g->memory_usage);
    uint64_t *held = &held_memory[zygote_pid > 0];
    if (usage < *held) *held = usage;
    uint64_t total = l->memory_bytes + *held + (request < ROOMY ? 0 : 2 * request);
    uint64_t drift = total > current_memory_limit ? total - current_memory_limit : current_memory_limit - total;
    if (drift > 1024 * 1024) set_memory_limit(total);
    if (l->processes != current_pids_limit) {
        if (write_number(g->pids_limit, (uint64_t)l->processes + 6) != 0) fatal("set the process limit");
        current_pids_limit = l->processes;
    }
    if (g->version == 1) write_number(g->memory_peak, 0);
    else peak_is_old = g->memory_peak < 0 || pwrite(g->memory_peak, "reset", 5, 0) < 0; /* Linux 6.12 and newer reset it */
    return *held;
}

static uint64_t oom_kills(void)
{
    return self->cgroup.version == 0 ? 0 : read_field(self->cgroup.memory_events, "oom_kill");
}

/* The run's own peak. A peak that is of all runs so far is this run's if it has risen. If not, the run stayed below it, and what was seen of
 * it counts: its largest process and the samples. */
static uint64_t peak_of_run(uint64_t base, uint64_t before, uint64_t seen, uint64_t largest)
{
    uint64_t top = read_number(self->cgroup.memory_peak);
    if (peak_is_old && top <= before) {
        if (seen < base + largest) seen = base + largest; /* a child of the zygote counts what it shares with it once more */
        if (seen > current_memory_limit) seen = current_memory_limit;
        top = top != 0 && seen > top ? top : seen;
    }
    return top > base ? top - base : 0;
}

/* Processor time of the slot but for the keeper's own, microseconds: zygote and inits do nothing while a run goes on. */
static uint64_t cpu_used(void)
{
    struct cgroup_fds *g = &self->cgroup;
    if (g->cpu_usage < 0) return 0;
    uint64_t all = g->version == 1 ? read_number(g->cpu_usage) / 1000 : read_field(g->cpu_usage, "usage_usec");
    struct rusage own;
    getrusage(RUSAGE_SELF, &own);
    uint64_t mine = (uint64_t)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) * 1000000u + (uint64_t)(own.ru_utime.tv_usec + own.ru_stime.tv_usec);
    return all > mine ? all - mine : 0;
}

static uint64_t cpu_of(const struct run *run)
{
    uint64_t now = cpu_used();
    return now > run->cpu_before ? now - run->cpu_before : 0;
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

/* Forgets a zygote, and a prepared init, that have died. */
static void reap(void)
{
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG | __WALL)) > 0) {
        if (pid == spare.init) spare.init_gone = true;
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
        /* Where mappings begin is decided here, for all children: below a stack that may grow as far as any memory limit. */
        struct rlimit stack;
        if (getrlimit(RLIMIT_STACK, &stack) == 0) {
            stack.rlim_cur = stack.rlim_max < DEEPEST_STACK ? stack.rlim_max : DEEPEST_STACK;
            setrlimit(RLIMIT_STACK, &stack);
        }
        int none = open("/dev/null", O_RDONLY | O_CLOEXEC);
        int sink[2];
        if (none < 0 || pipe2(sink, O_CLOEXEC) != 0) _exit(70);
        /* The interpreter's streams are made on descriptors of the kinds that candidates will have. */
        if (dup2(pair[1], ZYGOTE_KEEPER_FD) < 0 || dup2(self->inner_userns, ZYGOTE_USERNS_FD) < 0
            || dup2(none, 0) < 0 || dup2(sink[1], 1) < 0 || dup2(sink[1], 2) < 0) _exit(70);
        char *const argv[] = { (char *)self->python, "-I", "-B", "/guide/zygote.py", (char *)(self->preload != NULL ? self->preload : ""), NULL };
        char *const envp[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" WORK_DIR, "LANG=C.UTF-8", "TMPDIR=/tmp",
                               "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "ONLINE_JUDGE=true", NULL };
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

/* ---- preparing a run ---- */

static void close_fd(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

static int send_start(int socket, const struct start *start, const char *strings, size_t size, const int *fds, int count)
{
    static char packet[MAX_START];
    if (sizeof *start + size >= sizeof packet) { errno = E2BIG; return -1; }
    memcpy(packet, start, sizeof *start);
    if (size > 0) memcpy(packet + sizeof *start, strings, size);
    return send_fds(socket, packet, sizeof *start + size, fds, count);
}

/* Kills a run that is prepared, or was, and everything in it; the zygote is free again after this. */
static void discard(struct prepared *run)
{
    if (run->init == 0) return;
    if (!run->init_gone) {
        kill(run->init, SIGKILL);
        while (waitpid(run->init, NULL, __WALL) < 0 && errno == EINTR) { }
    }
    if (run->asked && zygote_socket >= 0) {
        struct report report;
        ssize_t n;
        do n = recv(zygote_socket, &report, sizeof report, 0); while (n < 0 && errno == EINTR);
        if (n != (ssize_t)sizeof report) stop_zygote();
    }
    close_fd(&run->pidfd);
    close_fd(&run->control);
    close_fd(&run->directory);
    close_fd(&run->child);
    run->init = 0;
}

/* Waits for what a trusted process of a run says about itself; whoever is silent for long is not well. */
static bool await_report(int socket, int kind, int *fd, char *fault, size_t room)
{
    struct pollfd wait = { .fd = socket, .events = POLLIN };
    int n, count = fd != NULL ? 1 : 0, none;
    do n = poll(&wait, 1, 20000); while (n < 0 && errno == EINTR);
    struct report report;
    ssize_t size = n > 0 ? receive_fds(socket, &report, sizeof report, fd != NULL ? fd : &none, &count) : -1;
    if (size == (ssize_t)sizeof report && report.kind == kind && count == (fd != NULL ? 1 : 0)) return true;
    report.text[sizeof report.text - 1] = 0;
    snprintf(fault, room, "%s", size == (ssize_t)sizeof report ? report.text : "a run cannot be prepared: no answer");
    return false;
}

static bool prepare_init(struct prepared *run, uint64_t disk_bytes, uint32_t disk_inodes, char *fault, size_t room)
{
    *run = (struct prepared){ .pidfd = -1, .control = -1, .directory = -1, .child = -1, .disk_bytes = disk_bytes, .disk_inodes = disk_inodes };
    int control[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0) fatal("open the run's control socket");
    pid_t pid = (pid_t)syscall(SYS_clone, (long)(SIGCHLD | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_PIDFD), NULL, &run->pidfd, NULL, NULL);
    if (pid < 0) fatal("start the run's namespaces");
    if (pid == 0) {
        close(control[0]);
        guide_init(control[1], disk_bytes, disk_inodes, self->inner_userns, self->proc, self->cgroup.version != 0);
    }
    close(control[1]);
    run->init = pid;
    run->control = control[0];
    if (await_report(run->control, 'P', &run->directory, fault, room)) return true;
    discard(run);
    return false;
}

static bool prepare_child(struct prepared *run, char *fault, size_t room)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) fatal("open the child's socket");
    int fds[2] = { run->pidfd, pair[1] };
    int sent = send_fds(zygote_socket, "P", 1, fds, 2);
    close(pair[1]);
    run->child = pair[0];
    run->asked = sent == 0;
    if (sent == 0 && await_report(run->child, 'R', NULL, fault, room)) return true;
    if (sent != 0) snprintf(fault, room, "zygote: gone");
    discard(run);
    if (sent != 0) stop_zygote();
    return false;
}

/* For the next request, which probably resembles the last one. What fails here is tried again, and reported, when it comes. */
static void prepare_spare(bool zygote, uint64_t disk_bytes, uint32_t disk_inodes)
{
    char fault[200];
    if (prepare_init(&spare, disk_bytes, disk_inodes, fault, sizeof fault) && zygote && start_zygote()) prepare_child(&spare, fault, sizeof fault);
}

/* The spare if it is alive and fits, else a new one. */
static bool take_prepared(struct prepared *run, const struct limits *limits, char *fault, size_t room)
{
    bool zygote = (limits->flags & RUN_ZYGOTE) != 0;
    struct pollfd early[2] = { { .fd = spare.init != 0 ? spare.control : -1, .events = POLLIN }, { .fd = spare.init != 0 && spare.asked ? zygote_socket : -1, .events = POLLIN } };
    reap();
    /* A spare says nothing; if something is to be read it has died. */
    if (spare.init != 0 && (spare.init_gone || poll(early, 2, 0) != 0 || (spare.asked && (!zygote || zygote_pid < 0)))) discard(&spare);
    if (zygote && !start_zygote()) {
        snprintf(fault, room, "the Python zygote does not start");
        return false;
    }
    *run = spare;
    spare.init = 0;
    if (run->init == 0 && !prepare_init(run, limits->disk_bytes, limits->disk_inodes, fault, room)) return false;
    if (run->disk_bytes != limits->disk_bytes || run->disk_inodes != limits->disk_inodes) {
        struct start start = { .kind = 'M', .limits = *limits };
        if (send_start(run->control, &start, NULL, 0, NULL, 0) != 0 || !await_report(run->control, 'P', NULL, fault, room)) {
            discard(run);
            return false;
        }
    }
    return !zygote || run->child >= 0 || prepare_child(run, fault, room);
}

/* Puts a request's file into the work folder. The folder is new and nothing has run in it, so there is no link; names were checked. */
static int write_file(int directory, const struct file *file)
{
    char path[MAX_NAME + 8];
    place(file->name, path);
    for (char *at = strchr(path, '/'); at != NULL; at = strchr(at + 1, '/')) {
        *at = 0;
        if (mkdirat(directory, path, 0777) != 0 && errno != EEXIST) return -1;
        *at = '/';
    }
    int fd = openat(directory, path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, file->mode & 0777);
    if (fd < 0) return -1;
    int rc = write_all(fd, file->data, file->size);
    int saved = errno;
    close(fd);
    errno = saved;
    return rc;
}

/* ---- one run ---- */

static void run_kill(struct run *run, uint32_t why)
{
    run->why |= why;
    if (run->killed || run->init_gone) return;
    run->killed = true;
    kill(run->at.init, SIGKILL);
}

static void run_fault(struct run *run, const char *text)
{
    if (run->fault[0] == 0) snprintf(run->fault, sizeof run->fault, "%s", text);
    run_kill(run, 0);
}

enum { ERROR_TAIL = 4096 };

/* Reads what is there; false at the end of the stream. Beyond the cap the run is over. */
static bool collect(struct run *run, int fd, struct buffer *into)
{
    static char chunk[65536];
    ssize_t n = read(fd, chunk, sizeof chunk);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (n == 0) return false;
    size_t room = run->request.limits.output_bytes - into->size;
    if ((size_t)n > room && into == &run->err_text && (run->request.limits.flags & RUN_ERROR_TAIL) && into->size >= sizeof chunk) {
        /* Only its end is asked for. */
        memmove(into->data, into->data + into->size - ERROR_TAIL, ERROR_TAIL);
        into->size = ERROR_TAIL;
        room = run->request.limits.output_bytes - into->size;
    }
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

/* A message of the run's init: how its candidate ended, or why there is none. */
static void on_control(struct run *run)
{
    struct report report;
    ssize_t n = recv(run->at.control, &report, sizeof report, 0);
    if (n < 0 && errno == EINTR) return;
    if (n <= 0) {
        run->init_gone = true;
        return;
    }
    report.text[sizeof report.text - 1] = 0;
    if (n != (ssize_t)sizeof report) run_fault(run, "init: protocol");
    else if (report.kind == 'X') {
        run->report = report;
        run->ended = true;
    } else run_fault(run, report.text);
}

/* A message of the zygote: how its child ended. */
static void on_zygote(struct run *run)
{
    struct report report;
    ssize_t n = recv(zygote_socket, &report, sizeof report, 0);
    if (n < 0 && errno == EINTR) return;
    run->zygote_busy = run->at.asked = false;
    if (n != (ssize_t)sizeof report) {
        stop_zygote();
        if (!run->killed) run_fault(run, "zygote: died");
        return;
    }
    report.text[sizeof report.text - 1] = 0;
    struct report failure;
    if (report.kind == 'X' && recv(run->at.child, &failure, sizeof failure, MSG_DONTWAIT) == (ssize_t)sizeof failure) {
        /* The child never came to read any code: it closes its end of this socket before. */
        failure.text[sizeof failure.text - 1] = 0;
        if (!run->killed) run_fault(run, failure.text);
    } else if (report.kind == 'X') {
        run->report = report;
        run->ended = true;
    } else if (!run->killed) run_fault(run, report.text);
}

/* Copies the files asked for: regular ones inside the work folder, never through a link. Everything that could change them is dead. */
static void fetch_files(struct run *run)
{
    uint64_t left = run->request.fetch_bytes;
    for (uint32_t i = 0; i < run->request.fetch_count; i++) {
        struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                                .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV };
        char path[MAX_NAME + 8];
        int fd = (int)syscall(SYS_openat2, run->at.directory, place(run->request.fetch[i], path), &how, sizeof how);
        struct stat info;
        uint32_t head[2] = { 0, 0 };
        if (fd < 0) head[0] = (uint32_t)errno;
        else if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) head[0] = EINVAL;
        else if ((uint64_t)info.st_size > left) head[0] = EFBIG;
        else head[1] = (uint32_t)info.st_size;
        append(&run->files, head, sizeof head);
        for (uint32_t rest = head[1]; rest > 0;) {
            static char chunk[65536];
            ssize_t n = read(fd, chunk, rest < sizeof chunk ? rest : sizeof chunk);
            if (n <= 0) fatal("read a file of the run");
            append(&run->files, chunk, (size_t)n);
            rest -= (uint32_t)n;
        }
        left -= head[1];
        if (fd >= 0) close(fd);
        run->file_count++;
    }
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
    head.file_count = run->file_count;
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

/* Reports the run's processor time, and whether that ended it, or should have. */
static void judge_cpu(struct run *run)
{
    uint64_t most = run->request.limits.cpu_ms * 1000;
    int status = run->report.status;
    bool by_kernel = run->ended && WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
    if (self->cgroup.cpu_usage >= 0) {
        run->report.user_us = run->cpu;
        run->report.system_us = 0;
    }
    uint64_t used = run->report.user_us + run->report.system_us;
    if (used > most || (by_kernel && used >= most - most / 10)) run->why |= WHY_CPU;
}

static void fail_request(struct request *request, const char *text)
{
    struct run run = { 0 };
    snprintf(run.fault, sizeof run.fault, "%s", text);
    send_done(&run, 0, 0, 0);
    free_request(request);
}

static bool start_run(struct run *run, const int *streams)
{
    const struct request *r = &run->request;
    int count = (r->limits.flags & RUN_CHANNEL) ? 4 : 3;
    struct start start = { .kind = 'G', .limits = r->limits };
    if (r->limits.flags & RUN_ZYGOTE) {
        run->zygote_busy = true;
        return send_start(run->at.child, &start, NULL, 0, streams, count) == 0;
    }
    struct buffer strings = { 0 };
    for (; r->argv[start.argc] != NULL; start.argc++) append(&strings, r->argv[start.argc], strlen(r->argv[start.argc]) + 1);
    for (; r->envp[start.envc] != NULL; start.envc++) append(&strings, r->envp[start.envc], strlen(r->envp[start.envc]) + 1);
    bool sent = send_start(run->at.control, &start, strings.data, strings.size, streams, count) == 0;
    free(strings.data);
    return sent;
}

/* Takes what is in a pipe once all who could write are gone, or at their end. */
static void drain(struct run *run, int fd, struct buffer *into, bool *open)
{
    for (size_t before = SIZE_MAX; *open && before != into->size;) {
        before = into->size;
        *open = collect(run, fd, into);
    }
}

static void execute(char *data, size_t size)
{
    static uint64_t processors;
    if (processors == 0) processors = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
    struct run run = { .channel = -1 };
    if (!parse_request(&run.request, data, size)) {
        fail_request(&run.request, "the request is malformed");
        return;
    }
    const struct limits *limits = &run.request.limits;
    if (!take_prepared(&run.at, limits, run.fault, sizeof run.fault)) {
        fail_request(&run.request, run.fault);
        return;
    }
    for (uint32_t i = 0; i < run.request.file_count; i++)
        if (write_file(run.at.directory, &run.request.files[i]) != 0) {
            char text[300];
            snprintf(text, sizeof text, "write the file %.120s: %s", run.request.files[i].name, strerror(errno));
            discard(&run.at);
            fail_request(&run.request, text);
            return;
        }
    bool zygote = (limits->flags & RUN_ZYGOTE) != 0;
    uint64_t held = set_cgroup_limits(limits, size);
    uint64_t ooms = oom_kills(), refused = refused_forks(), base = read_number(self->cgroup.memory_usage);
    uint64_t before = read_number(self->cgroup.memory_peak), seen = base;

    int out[2], err[2], channel[2] = { -1, -1 };
    int in = input_descriptor(&run.request);
    if (in < 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0
        || ((limits->flags & RUN_CHANNEL) && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0)) fatal("open the run's streams");
    run.out = out[0];
    run.err = err[0];
    run.channel = channel[0];
    fcntl(run.out, F_SETFL, O_NONBLOCK);
    fcntl(run.err, F_SETFL, O_NONBLOCK);
    if (run.channel >= 0) fcntl(run.channel, F_SETFL, O_NONBLOCK);

    uint64_t started = now_us();
    run.cpu_before = cpu_used();
    int streams[4] = { in, out[1], err[1], channel[1] };
    if (!start_run(&run, streams)) run_fault(&run, errno == E2BIG ? "the command is too long" : "the prepared run is gone");
    close(in);
    close(out[1]);
    close(err[1]);
    close_fd(&channel[1]);

    bool out_open = true, err_open = true, channel_open = run.channel >= 0;
    uint64_t deadline = started + limits->wall_us, wall = 0;
    while (!run.init_gone || run.zygote_busy) {
        if (run.ended && !run.killed) {
            /* A cold run has nothing but its init left by now. Of a child of the zygote there may be descendants: unless all ends of the
             * streams are closed, only the end of the namespace is the end of what can come. */
            if (wall == 0) {
                wall = now_us() - started;
                run.cpu = cpu_of(&run);
            }
            drain(&run, run.out, &run.out_text, &out_open);
            drain(&run, run.err, &run.err_text, &err_open);
            struct pollfd more = { .fd = run.channel, .events = POLLIN };
            while (channel_open && !run.killed && poll(&more, 1, 0) > 0) channel_open = relay_channel(&run);
            if (run.request.fetch_count == 0 && !out_open && !err_open && !channel_open) break;
            run_kill(&run, 0);
            continue;
        }
        int timeout = -1;
        if (!run.killed) {
            uint64_t now = now_us();
            if (now >= deadline) {
                run_kill(&run, WHY_WALL);
                continue;
            }
            timeout = (int)((deadline - now + 999) / 1000);
            if (self->cgroup.cpu_usage >= 0) {
                /* The next look is before all processors together could use up what is left. */
                uint64_t used = cpu_of(&run), most = limits->cpu_ms * 1000;
                if (used >= most) {
                    run_kill(&run, WHY_CPU);
                    continue;
                }
                uint64_t look = (most - used) / 1000 / processors;
                if (look < LEAST_CPU_MS) look = LEAST_CPU_MS;
                if ((uint64_t)timeout > look) timeout = (int)look;
            }
            if (peak_is_old) {
                uint64_t usage = read_number(self->cgroup.memory_usage);
                if (usage > seen) seen = usage;
                if (timeout > SAMPLE_MS) timeout = SAMPLE_MS;
            }
        }
        struct pollfd polls[6] = {
            { .fd = self->socket, .events = POLLIN },
            { .fd = run.init_gone ? -1 : run.at.control, .events = POLLIN },
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
        if (polls[2].revents != 0) on_zygote(&run);
        if (polls[1].revents != 0) on_control(&run);
    }
    if (wall == 0) {
        wall = now_us() - started;
        run.cpu = cpu_of(&run);
    }
    struct rusage usage = { 0 };
    if (run.init_gone) {
        while (wait4(run.at.init, NULL, __WALL, &usage) < 0 && errno == EINTR) { }
        run.at.init_gone = true;
    }
    if (!zygote && !run.ended) {
        run.report.user_us = (uint64_t)usage.ru_utime.tv_sec * 1000000u + (uint64_t)usage.ru_utime.tv_usec;
        run.report.system_us = (uint64_t)usage.ru_stime.tv_sec * 1000000u + (uint64_t)usage.ru_stime.tv_usec;
        run.report.max_rss_kb = (uint64_t)usage.ru_maxrss;
    }
    /* Everything that could write is dead, or the streams are at their end: what is in the pipes is all there will be. */
    run.killed = true;
    drain(&run, run.out, &run.out_text, &out_open);
    drain(&run, run.err, &run.err_text, &err_open);
    for (uint64_t before = UINT64_MAX; channel_open && before != run.channel_sent;) {
        before = run.channel_sent;
        channel_open = relay_channel(&run);
    }
    if (run.ended) fetch_files(&run);

    ooms = oom_kills() - ooms;
    if (ooms > 0) run.why |= WHY_OOM;
    if (refused_forks() > refused) run.why |= WHY_PROCESSES;
    judge_cpu(&run);
    uint64_t peak = run.report.max_rss_kb * 1024;
    if (ooms > 0) base = held; /* it took the place of pages that were cached before */
    if (self->cgroup.version != 0) peak = peak_of_run(base, before, seen, peak);
    if (ooms > 0 && zygote_pid < 0) run.fault[0] = 0; /* it fell with its child */
    send_done(&run, wall, peak, ooms);

    /* Behind the answer: the end of the namespaces, then the next ones. */
    close(run.out);
    close(run.err);
    close_fd(&run.channel);
    discard(&run.at);
    free(run.out_text.data);
    free(run.err_text.data);
    free(run.channel_in.data);
    free(run.files.data);
    uint64_t disk_bytes = limits->disk_bytes;
    uint32_t disk_inodes = limits->disk_inodes;
    free_request(&run.request);
    prepare_spare(zygote, disk_bytes, disk_inodes);
}

void guide_keeper(struct keeper *keeper)
{
    self = keeper;
    signal(SIGPIPE, SIG_IGN);
    umask(0);
    guide_build_filter();
    struct { uint32_t proc, cgroup, zygote; } state = { keeper->proc, (uint32_t)keeper->cgroup.version, start_zygote() };
    struct blob part = { (char *)&state, sizeof state };
    if (guide_send_message(keeper->socket, MSG_READY, &part, 1) != 0) _exit(0);
    prepare_spare(state.zygote != 0, 64u << 20, 4096); /* the usual sizes */
    for (;;) {
        unsigned char head[5];
        if (read_all(keeper->socket, head, 5) != 1) _exit(0);
        uint32_t size;
        memcpy(&size, head, 4);
        if (size > MAX_MESSAGE) _exit(70);
        make_room(size);
        char *data = malloc((size_t)size + 1);
        if (data == NULL) fatal("memory");
        if (size > 0 && read_all(keeper->socket, data, size) != 1) _exit(0);
        /* Left-overs of the run before (an input or kill that crossed its end) mean nothing any more. */
        if (head[4] == MSG_RUN) execute(data, size);
        free(data);
        reap();
    }
}
