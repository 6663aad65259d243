/* Shared by the slot program (slot.c, root.c, keeper.c, init.c) and the zygote's library (zygote.c).
 *
 * Processes of one slot, outermost first:
 *   slot     started by the trusted .NET parent; joins the slot's cgroups, drops to the slot's uid, then only waits
 *   keeper   pid 1 of the slot's namespaces; owns the read-only root; reads requests; collects output; keeps the wall clock
 *   zygote   (Python only) a pre-imported interpreter in the keeper's namespaces; forks candidates
 *   init     pid 1 of one run's pid, mount and ipc namespaces; dies with the run and takes everything in it along
 * (init, and a sealed child of the zygote that waits, are made while the slot is idle: the next run only has to start)
 *   candidate  untrusted: joins the capability-free user namespace, drops everything, seals itself, then reads code
 */
#ifndef GUIDE_SANDBOX_H
#define GUIDE_SANDBOX_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    MSG_RUN = 1, MSG_INPUT = 2, MSG_INPUT_END = 3, MSG_KILL = 4,
    MSG_READY = 16, MSG_CHANNEL = 17, MSG_DONE = 18, MSG_FATAL = 19
};

/* RUN_ERROR_TAIL: standard error beyond its limit does not end the run; its end is kept. */
enum { RUN_ZYGOTE = 1, RUN_CHANNEL = 2, RUN_ERROR_TAIL = 4 };

/* How a run ended; `code` holds the exit code or the signal. */
enum { END_EXITED = 0, END_SIGNALED = 1, END_FAULT = 2 };

/* Why it was stopped, as bits. */
enum { WHY_WALL = 1, WHY_OUTPUT = 2, WHY_OOM = 4, WHY_CANCELED = 8, WHY_PROCESSES = 16, WHY_CPU = 32 };

/* What the candidate may use. Sent to the zygote as it is: both are built from this header. */
struct limits {
    uint64_t wall_us;
    uint64_t cpu_ms;         /* of all processes of the run together; without cgroups of each */
    uint64_t memory_bytes;   /* cgroup limit above the slot's idle use */
    uint64_t address_bytes;  /* RLIMIT_AS; 0 = none */
    uint64_t file_bytes;     /* RLIMIT_FSIZE */
    uint64_t stack_bytes;
    uint64_t disk_bytes;     /* size of the run's tmpfs */
    uint64_t output_bytes;   /* each of stdout and stderr */
    uint32_t disk_inodes;
    uint32_t processes;
    uint32_t open_files;
    uint32_t flags;
};

struct report {
    int32_t kind;            /* 'P' prepared, 'R' ready, 'X' ended, 'E' failed, 'C' a candidate that failed to seal itself */
    int32_t status;          /* wait status, or errno */
    uint64_t user_us;
    uint64_t system_us;
    uint64_t max_rss_kb;
    char text[160];
};

/* What a prepared run waits for. Its streams follow in the same message: stdin, stdout, stderr, channel. */
struct start {
    uint32_t kind;           /* 'G' go, 'M' (init only) change the size of the work folder's file system */
    uint32_t argc, envc;     /* init: so many 0-terminated strings follow */
    struct limits limits;
};

enum { MAX_START = 64 * 1024 };   /* of a start with its strings */
#define SANDBOX_UID 1000     /* what the candidate sees itself as */
#define WORK_DIR "/box/run"
#define ZYGOTE_KEEPER_FD 100 /* descriptors that the zygote inherits */
#define ZYGOTE_USERNS_FD 101

/* seal.c */
/* In the child that becomes the candidate: joins the inner user namespace, drops every privilege, installs the seccomp filter.
 * Returns 0, or the errno of the step named in *step. Descriptors are the caller's: it closes them after this (or marks them
 * close-on-exec before), and then nothing in this process may be trusted. */
int guide_seal(int inner_userns, const char **step);
/* Sets the candidate's limits; before or after the seal, for they only ever go down. Returns 0 or an errno. */
int guide_limit(const struct limits *limits);
/* Prepares the filter's program, so that children need not. */
void guide_build_filter(void);
int guide_install_filter(void);

/* root.c */
struct blob { char *data; size_t size; };
struct root_options {
    const char *binds[32];   /* extra read-only directories that a runtime needs */
    int bind_count;
    bool keep_usr_local;
    struct blob zygote_script, zygote_library;
};
int guide_build_root(const struct root_options *options, char *error, size_t error_size, bool *proc_mounted);

/* One request, as the keeper parsed it. Strings and contents point into the request's buffer. */
struct file { const char *name; const char *data; uint32_t size; uint32_t mode; };
struct request {
    struct limits limits;
    uint64_t fetch_bytes;
    char **argv, **envp;     /* NULL-terminated */
    struct file *files; uint32_t file_count;
    char **fetch; uint32_t fetch_count;
    const char *input; uint32_t input_size;
};

/* init.c */
/* Body of a run's pid 1; never returns. Prepares the run's file system, says 'P' with a descriptor of the work folder, and waits for a
 * start. `control` is its SOCK_SEQPACKET end towards the keeper. */
void guide_init(int control, uint64_t disk_bytes, uint32_t disk_inodes, int inner_userns, bool proc, bool protect) __attribute__((noreturn));

/* keeper.c */
struct cgroup_fds {
    int version;             /* 0 none, 1, 2 */
    int memory_limit, swap_limit, memory_peak, memory_events, memory_usage, pids_limit, pids_events;
    int cpu_usage;           /* v1: cpuacct.usage, v2: cpu.stat; -1: not told, processor time is bounded by each process's rlimit */
};
struct keeper {
    int socket;              /* stream to the trusted parent */
    int inner_userns;
    bool proc;
    struct cgroup_fds cgroup;
    const char *python;      /* NULL: no zygote */
    const char *preload;     /* modules that it imports beforehand, with commas between; NULL: none */
};
void guide_keeper(struct keeper *keeper) __attribute__((noreturn));
int guide_send_message(int socket, uint8_t type, const struct blob *parts, int count);

/* io.c */
int write_all(int fd, const void *data, size_t size);
int read_all(int fd, void *data, size_t size);   /* 1 ok, 0 end of file, -1 error */
int send_fds(int socket, const void *data, size_t size, const int *fds, int count);
ssize_t receive_fds(int socket, void *data, size_t size, int *fds, int *count);
int write_text_file(const char *path, const char *text);
uint64_t now_us(void);

#endif
