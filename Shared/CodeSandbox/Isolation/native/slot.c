/* The slot program: started by the trusted parent, one for each slot. Joins cgroups, drops to the slot's uid, makes the namespaces. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int parent_socket = -1;

static void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
static void fail(const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (parent_socket >= 0) {
        struct blob part = { text, strlen(text) };
        guide_send_message(parent_socket, MSG_FATAL, &part, 1);
    } else fprintf(stderr, "guide sandbox: %s\n", text);
    exit(70);
}

static void connect_parent(const char *path, const char *token)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path) fail("the socket's path is too long");
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("connect %s: %s", path, strerror(errno));
    if (write_all(fd, token, strlen(token)) != 0) fail("write: %s", strerror(errno));
    parent_socket = fd;
}

static struct blob load(const char *path)
{
    struct blob blob = { NULL, 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) fail("open %s: %s", path, strerror(errno));
    blob.size = (size_t)info.st_size;
    blob.data = malloc(blob.size + 1);
    if (blob.data == NULL || read_all(fd, blob.data, blob.size) != 1) fail("read %s: %s", path, strerror(errno));
    close(fd);
    return blob;
}

static int open_in(const char *directory, const char *name, int flags)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return open(path, flags | O_CLOEXEC);
}

static void join(const char *directory)
{
    int fd = open_in(directory, "cgroup.procs", O_WRONLY);
    if (fd < 0 || write_all(fd, "0", 1) != 0) fail("join %s: %s", directory, strerror(errno));
    close(fd);
}

/* Runs in a child: makes the inner user namespace, whose only purpose is to have no power over anything, and hands it over. */
static void make_inner_userns(int socket, bool *no_nested)
{
    if (unshare(CLONE_NEWUSER) != 0) _exit(1);
    int fd = open("/proc/self/setgroups", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) { if (write(fd, "deny", 4) < 0) { } close(fd); }
    char map[64];
    snprintf(map, sizeof map, "%d 0 1", SANDBOX_UID);
    if (write_text_file("/proc/self/uid_map", map) != 0 || write_text_file("/proc/self/gid_map", map) != 0) _exit(2);
    /* This sysctl belongs to the namespace of the writer: no user namespaces below this one. */
    *no_nested = write_text_file("/proc/sys/user/max_user_namespaces", "0") == 0;
    int self = open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
    if (self < 0 || send_fds(socket, no_nested, 1, &self, 1) != 0) _exit(3);
    _exit(0);
}

struct setup {
    struct keeper keeper;
    struct root_options root;
    uid_t uid;
    gid_t gid;
    bool subordinate;        /* uid and gid belong to the user by /etc/subuid and /etc/subgid: newuidmap and newgidmap enter them */
    int mapped[2];           /* pipe: the maps are written */
};

/* Runs one of the system's two set-uid programs that know whose subordinate ids are whose. */
static void map_ids(const char *program, pid_t keeper, unsigned id)
{
    char process[16], outside[16];
    snprintf(process, sizeof process, "%d", (int)keeper);
    snprintf(outside, sizeof outside, "%u", id);
    char *const argv[] = { (char *)program, process, "0", outside, "1", NULL };
    char *const envp[] = { NULL };
    pid_t child = fork();
    if (child < 0) fail("fork: %s", strerror(errno));
    if (child == 0) {
        execve(program, argv, envp);
        _exit(127);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) { }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail("%s %u does not work here (a subordinate id of this user; without set-uid programs use the weaker mode shared-uid)", program, id);
}

static void keeper_main(struct setup *start) __attribute__((noreturn));
static void keeper_main(struct setup *start)
{
    char map[64];
    if (start->subordinate) {
        char word;
        close(start->mapped[1]);
        if (read_all(start->mapped[0], &word, 1) != 1) _exit(70);
        close(start->mapped[0]);
        if (setgroups(0, NULL) != 0 || setresgid(0, 0, 0) != 0 || setresuid(0, 0, 0) != 0) fail("become the slot's uid: %s", strerror(errno));
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no_new_privs: %s", strerror(errno));
        prctl(PR_SET_DUMPABLE, 1); /* the change of uid cleared it; the inner namespace's maps need it */
    } else {
        int fd = open("/proc/self/setgroups", O_WRONLY | O_CLOEXEC);
        if (fd >= 0) { if (write(fd, "deny", 4) < 0) { } close(fd); }
        snprintf(map, sizeof map, "0 %u 1", (unsigned)start->uid);
        if (write_text_file("/proc/self/uid_map", map) != 0) fail("uid_map: %s", strerror(errno));
        snprintf(map, sizeof map, "0 %u 1", (unsigned)start->gid);
        if (write_text_file("/proc/self/gid_map", map) != 0) fail("gid_map: %s", strerror(errno));
    }
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail("pdeathsig: %s", strerror(errno));
    if (sethostname("sandbox", 7) != 0) fail("sethostname: %s", strerror(errno));

    int pair[2];
    bool no_nested = false;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) fail("socketpair: %s", strerror(errno));
    pid_t child = fork();
    if (child == 0) {
        close(pair[0]);
        make_inner_userns(pair[1], &no_nested);
    }
    close(pair[1]);
    int count = 1, status;
    ssize_t n = receive_fds(pair[0], &no_nested, 1, &start->keeper.inner_userns, &count);
    waitpid(child, &status, 0);
    close(pair[0]);
    if (n != 1 || count != 1) fail("the inner user namespace cannot be made (step %d)", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    /* Where /proc/sys is read-only no_nested stays false: then the seccomp filter alone refuses namespaces below this one. */

    char error[256];
    if (guide_build_root(&start->root, error, sizeof error, &start->keeper.proc) != 0) fail("private root: %s", error);
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NAME, "keeper");
    guide_keeper(&start->keeper);
}

int main(int argc, char **argv)
{
    static struct setup start = { .keeper = { .inner_userns = -1 } };
    const char *socket_path = NULL, *token = NULL, *memory = NULL, *pids = NULL, *cpu = NULL, *cpu_times = NULL, *unified = NULL;
    start.uid = geteuid();
    start.gid = getegid();
    struct cgroup_fds *g = &start.keeper.cgroup;
    g->memory_limit = g->swap_limit = g->memory_peak = g->memory_events = g->memory_usage = g->pids_limit = g->pids_events = g->cpu_usage = -1;

    for (int i = 1; i + 1 < argc; i += 2) {
        const char *key = argv[i], *value = argv[i + 1];
        if (strcmp(key, "--socket") == 0) socket_path = value;
        else if (strcmp(key, "--token") == 0) token = value;
        else if (strcmp(key, "--uid") == 0) start.uid = start.gid = (uid_t)strtoul(value, NULL, 10);
        else if (strcmp(key, "--sub-uid") == 0) { start.uid = (uid_t)strtoul(value, NULL, 10); start.subordinate = true; }
        else if (strcmp(key, "--sub-gid") == 0) { start.gid = (gid_t)strtoul(value, NULL, 10); start.subordinate = true; }
        else if (strcmp(key, "--cgroup-memory") == 0) memory = value;
        else if (strcmp(key, "--cgroup-pids") == 0) pids = value;
        else if (strcmp(key, "--cgroup-cpu") == 0) cpu = value;
        else if (strcmp(key, "--cgroup-cpuacct") == 0) cpu_times = value;
        else if (strcmp(key, "--cgroup-unified") == 0) unified = value;
        else if (strcmp(key, "--python") == 0) start.keeper.python = value;
        else if (strcmp(key, "--preload") == 0) start.keeper.preload = value;
        else if (strcmp(key, "--zygote-script") == 0) start.root.zygote_script = load(value);
        else if (strcmp(key, "--zygote-library") == 0) start.root.zygote_library = load(value);
        else if (strcmp(key, "--keep-usr-local") == 0) start.root.keep_usr_local = strcmp(value, "1") == 0;
        else if (strcmp(key, "--bind") == 0 && start.root.bind_count < 32) start.root.binds[start.root.bind_count++] = value;
        else fail("unknown argument %s", key);
    }
    if (socket_path == NULL || token == NULL) fail("--socket and --token are required");
    if (start.uid == 0 || start.gid == 0) fail("a slot never runs as root: --uid is required");

    /* Only the standard descriptors of the parent survive, and those lead nowhere. */
    if (syscall(SYS_close_range, 3u, ~0u, 0) != 0) fail("close_range: %s (Linux 5.12 or newer is needed)", strerror(errno));
    connect_parent(socket_path, token);
    start.keeper.socket = parent_socket;
    int none = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (none < 0) fail("/dev/null: %s", strerror(errno));
    for (int i = 0; i < 3; i++) if (dup2(none, i) < 0) fail("dup2: %s", strerror(errno));
    close(none);
    struct rlimit files = { 1024, 1024 };
    setrlimit(RLIMIT_NOFILE, &files);

    if (unified != NULL) {
        join(unified);
        g->version = 2;
        g->memory_limit = open_in(unified, "memory.max", O_WRONLY);
        g->swap_limit = open_in(unified, "memory.swap.max", O_WRONLY);
        g->memory_peak = open_in(unified, "memory.peak", O_RDWR);
        if (g->memory_peak < 0) g->memory_peak = open_in(unified, "memory.peak", O_RDONLY);
        g->memory_events = open_in(unified, "memory.events", O_RDONLY);
        g->memory_usage = open_in(unified, "memory.current", O_RDONLY);
        g->pids_limit = open_in(unified, "pids.max", O_WRONLY);
        g->pids_events = open_in(unified, "pids.events", O_RDONLY);
        g->cpu_usage = open_in(unified, "cpu.stat", O_RDONLY);
    } else if (memory != NULL && pids != NULL) {
        join(memory);
        join(pids);
        if (cpu != NULL) join(cpu);
        if (cpu_times != NULL) {
            join(cpu_times);
            g->cpu_usage = open_in(cpu_times, "cpuacct.usage", O_RDONLY);
        }
        g->version = 1;
        g->memory_limit = open_in(memory, "memory.limit_in_bytes", O_WRONLY);
        g->swap_limit = open_in(memory, "memory.memsw.limit_in_bytes", O_WRONLY);
        g->memory_peak = open_in(memory, "memory.max_usage_in_bytes", O_RDWR);
        g->memory_events = open_in(memory, "memory.oom_control", O_RDONLY);
        g->memory_usage = open_in(memory, "memory.usage_in_bytes", O_RDONLY);
        g->pids_limit = open_in(pids, "pids.max", O_WRONLY);
        g->pids_events = open_in(pids, "pids.events", O_RDONLY);
    }
    if (g->version != 0 && (g->memory_limit < 0 || g->memory_events < 0 || g->pids_limit < 0)) fail("the slot's cgroup files do not open");

    if (geteuid() == 0) {
        /* The kernel shall never choose the slot itself when a candidate fills the slot's memory; candidates raise theirs again. */
        write_text_file("/proc/self/oom_score_adj", "-900");
        if (setgroups(0, NULL) != 0 || setresgid(start.gid, start.gid, start.gid) != 0 || setresuid(start.uid, start.uid, start.uid) != 0)
            fail("drop to uid %u: %s", (unsigned)start.uid, strerror(errno));
    } else if (geteuid() != start.uid && !start.subordinate) fail("only root can drop to another uid");
    /* Subordinate ids are entered by set-uid programs, and this stops those: then it is done a moment later, in both processes. */
    if (start.subordinate ? pipe2(start.mapped, O_CLOEXEC) != 0 : prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no_new_privs: %s", strerror(errno));
    /* The change of uid made /proc/self unwritable, and the id maps are there. */
    prctl(PR_SET_DUMPABLE, 1);

    long flags = SIGCHLD | CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
    pid_t keeper = (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
    if (keeper < 0) fail("user namespaces are not available (clone: %s)", strerror(errno));
    if (keeper == 0) keeper_main(&start);
    if (start.subordinate) {
        map_ids("/usr/bin/newuidmap", keeper, start.uid);
        map_ids("/usr/bin/newgidmap", keeper, start.gid);
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || write_all(start.mapped[1], "", 1) != 0) fail("no_new_privs: %s", strerror(errno));
        close(start.mapped[0]);
        close(start.mapped[1]);
    }
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NAME, "slot");
    close(parent_socket);
    int status;
    while (waitpid(keeper, &status, 0) < 0 && errno == EINTR) { }
    return 0;
}
