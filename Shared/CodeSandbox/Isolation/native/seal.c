/* What turns a child into a candidate: inner user namespace, no privileges, system call allow list, limits. */
#include "sandbox.h"

#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "The sandbox's system call filter is written for x86-64 and arm64."
#endif

/* Everything that is not here fails with ENOSYS (so that libraries fall back), the well-known dangerous ones included: mount,
 * namespaces, keys, bpf, io_uring, userfaultfd, perf, ptrace, process_vm, clocks, modules, sockets, System V and POSIX ipc, memfd. */
static const int allowed[] = {
    /* files; the root is read-only and private */
    __NR_read, __NR_write, __NR_readv, __NR_writev, __NR_pread64, __NR_pwrite64, __NR_preadv, __NR_pwritev,
    __NR_openat, __NR_openat2, __NR_close, __NR_close_range, __NR_fstat, __NR_newfstatat, __NR_statx, __NR_statfs, __NR_fstatfs,
    __NR_lseek, __NR_dup, __NR_dup3, __NR_fsync, __NR_fdatasync, __NR_ftruncate, __NR_truncate, __NR_fallocate,
    __NR_fadvise64, __NR_readahead, __NR_getdents64, __NR_getcwd, __NR_chdir, __NR_fchdir, __NR_mkdirat, __NR_unlinkat, __NR_renameat2,
    __NR_linkat, __NR_symlinkat, __NR_readlinkat, __NR_faccessat, __NR_faccessat2, __NR_fchmod, __NR_fchmodat, __NR_fchown, __NR_fchownat,
    __NR_utimensat, __NR_umask, __NR_sendfile, __NR_splice, __NR_tee, __NR_copy_file_range, __NR_pipe2, __NR_sync_file_range,
    __NR_getxattr, __NR_lgetxattr, __NR_fgetxattr, __NR_listxattr, __NR_llistxattr, __NR_flistxattr,
    /* memory */
    __NR_mmap, __NR_munmap, __NR_mprotect, __NR_mremap, __NR_brk, __NR_madvise, __NR_msync, __NR_mincore, __NR_mlock, __NR_munlock,
    __NR_membarrier, __NR_get_mempolicy,
    /* processes; the pid namespace is private */
    __NR_execve, __NR_exit, __NR_exit_group, __NR_wait4, __NR_waitid, __NR_kill, __NR_tkill, __NR_tgkill, __NR_getpid, __NR_getppid,
    __NR_gettid, __NR_getpgid, __NR_setpgid, __NR_getsid, __NR_setsid, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid,
    __NR_getresuid, __NR_getresgid, __NR_getgroups, __NR_getrusage, __NR_times, __NR_getrlimit, __NR_setrlimit,
    __NR_getpriority, __NR_setpriority, __NR_sched_yield, __NR_sched_getaffinity, __NR_sched_setaffinity, __NR_sched_getparam,
    __NR_sched_getscheduler, __NR_sched_get_priority_max, __NR_sched_get_priority_min, __NR_sched_rr_get_interval, __NR_sched_getattr,
    __NR_set_tid_address, __NR_set_robust_list, __NR_get_robust_list, __NR_rseq, __NR_futex, __NR_restart_syscall, __NR_capget,
    /* signals and time (reading only) */
    __NR_rt_sigaction, __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_rt_sigpending, __NR_rt_sigtimedwait, __NR_rt_sigsuspend,
    __NR_rt_sigqueueinfo, __NR_rt_tgsigqueueinfo, __NR_sigaltstack, __NR_nanosleep, __NR_clock_nanosleep, __NR_clock_gettime,
    __NR_clock_getres, __NR_gettimeofday, __NR_getitimer, __NR_setitimer, __NR_timer_create, __NR_timer_settime, __NR_timer_gettime,
    __NR_timer_getoverrun, __NR_timer_delete, __NR_timerfd_create, __NR_timerfd_settime, __NR_timerfd_gettime,
    /* waiting */
    __NR_ppoll, __NR_pselect6, __NR_epoll_create1, __NR_epoll_ctl, __NR_epoll_pwait, __NR_epoll_pwait2, __NR_eventfd2, __NR_signalfd4,
    /* local streams only: what they reach is inside the run, whose namespaces are its own */
    __NR_bind, __NR_listen, __NR_accept, __NR_accept4, __NR_connect, __NR_shutdown, __NR_getsockopt, __NR_getsockname, __NR_getpeername,
    __NR_uname, __NR_sysinfo, __NR_getrandom, __NR_getcpu,
#if defined(__x86_64__)
    __NR_open, __NR_stat, __NR_lstat, __NR_access, __NR_poll, __NR_select, __NR_pipe, __NR_dup2, __NR_pause, __NR_alarm, __NR_fork, __NR_vfork,
    __NR_getdents, __NR_rename, __NR_mkdir, __NR_rmdir, __NR_link, __NR_unlink, __NR_symlink, __NR_readlink, __NR_chmod, __NR_chown,
    __NR_lchown, __NR_utime, __NR_utimes, __NR_futimesat, __NR_creat, __NR_getpgrp, __NR_arch_prctl, __NR_time, __NR_epoll_create,
    __NR_epoll_wait, __NR_eventfd, __NR_signalfd, __NR_renameat,
#endif
};

/* Calls that are allowed for some arguments; handled apart in the program. */
static const int conditional[] = {
    __NR_clone, __NR_ioctl, __NR_prctl, __NR_socket, __NR_socketpair, __NR_prlimit64, __NR_setsockopt, __NR_fcntl, __NR_preadv2, __NR_pwritev2,
    __NR_sendto, __NR_sendmsg, __NR_recvfrom, __NR_recvmsg,
};

enum { MAX_PROGRAM = 700 };
static struct sock_filter program[MAX_PROGRAM];
static int program_length;

static void emit(uint16_t code, uint32_t k, uint8_t jt, uint8_t jf)
{
    if (program_length >= MAX_PROGRAM) abort();
    program[program_length++] = (struct sock_filter){ .code = code, .jt = jt, .jf = jf, .k = k };
}

#define LOAD(offset) emit(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offset), 0, 0)
#define RETURN(value) emit(BPF_RET | BPF_K, (value), 0, 0)
#define ERRNO(e) (SECCOMP_RET_ERRNO | ((e) & SECCOMP_RET_DATA))
#define ARG_LOW(n) (offsetof(struct seccomp_data, args) + 8 * (n))
#define ARG_HIGH(n) (ARG_LOW(n) + 4)

/* A range of call numbers with one answer: 0 refuse, 1 allow, otherwise the number of a conditional block. */
struct range { uint32_t first; int action; };

/* The call, but for a flag of one of its arguments. */
static void emit_without_flag(int argument, uint32_t flag)
{
    LOAD(ARG_LOW(argument));
    emit(BPF_JMP | BPF_JSET | BPF_K, flag, 0, 1);
    RETURN(ERRNO(EOPNOTSUPP));
    RETURN(SECCOMP_RET_ALLOW);
}

static void emit_conditional(int nr)
{
    if (nr == __NR_clone) {
        /* No new namespaces, and no siblings (CLONE_PARENT): a child of the zygote that the zygote does not know would never be reaped,
         * and the run's pid namespace would never end. clone3 hides its flags and is refused: libraries fall back to clone. */
        LOAD(ARG_LOW(0));
        emit(BPF_JMP | BPF_JSET | BPF_K, 0x7E028000u, 0, 1);
        RETURN(ERRNO(EPERM));
        RETURN(SECCOMP_RET_ALLOW);
    } else if (nr == __NR_ioctl) {
        /* Terminal queries and descriptor flags; TIOCSTI and TIOCLINUX are not among them. */
        static const uint32_t commands[] = {
            0x5401 /* TCGETS */, 0x541B /* FIONREAD */, 0x5413 /* TIOCGWINSZ */, 0x5451 /* FIOCLEX */, 0x5450 /* FIONCLEX */,
            0x5421 /* FIONBIO */, 0x540F /* TIOCGPGRP */,
        };
        LOAD(ARG_LOW(1));
        for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
            emit(BPF_JMP | BPF_JEQ | BPF_K, commands[i], 0, 1);
            RETURN(SECCOMP_RET_ALLOW);
        }
        RETURN(ERRNO(ENOTTY));
    } else if (nr == __NR_prctl) {
        static const uint32_t options[] = {
            PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP,
            PR_CAPBSET_READ, PR_SET_VMA, PR_GET_TID_ADDRESS, PR_SET_TIMERSLACK, PR_GET_TIMERSLACK, PR_SET_THP_DISABLE, PR_GET_THP_DISABLE,
        };
        LOAD(ARG_LOW(0));
        for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
            emit(BPF_JMP | BPF_JEQ | BPF_K, options[i], 0, 1);
            RETURN(SECCOMP_RET_ALLOW);
        }
        RETURN(ERRNO(EPERM));
    } else if (nr == __NR_prlimit64) {
        /* Its own limits only: the run's init has the same uid. */
        LOAD(ARG_LOW(0));
        emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
        RETURN(SECCOMP_RET_ALLOW);
        RETURN(ERRNO(EPERM));
    } else if (nr == __NR_setsockopt) {
        /* Buffer sizes and timeouts of socket pairs; no filters (SO_ATTACH_FILTER hands the kernel a program). */
        static const uint32_t options[] = { 2 /* SO_REUSEADDR */, 7 /* SO_SNDBUF */, 8 /* SO_RCVBUF */, 20, 66 /* SO_RCVTIMEO */, 21, 67 /* SO_SNDTIMEO */ };
        LOAD(ARG_LOW(1));
        emit(BPF_JMP | BPF_JEQ | BPF_K, 1 /* SOL_SOCKET */, 1, 0);
        RETURN(ERRNO(EPERM));
        LOAD(ARG_LOW(2));
        for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
            emit(BPF_JMP | BPF_JEQ | BPF_K, options[i], 0, 1);
            RETURN(SECCOMP_RET_ALLOW);
        }
        RETURN(ERRNO(EPERM));
    } else if (nr == __NR_fcntl) {
        /* Leases and notices reach beyond the run: files of the root are one for all slots. So do locks of the flock family, which need
         * no writable descriptor; POSIX locks stay (SQLite needs them). */
        static const uint32_t refused[] = { 37, 38 /* F_OFD_SETLK, F_OFD_SETLKW */, 1024 /* F_SETLEASE */, 1026 /* F_NOTIFY */ };
        LOAD(ARG_LOW(1));
        for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
            emit(BPF_JMP | BPF_JEQ | BPF_K, refused[i], 0, 1);
            RETURN(ERRNO(EPERM));
        }
        RETURN(SECCOMP_RET_ALLOW);
    } else if (nr == __NR_preadv2 || nr == __NR_pwritev2) {
        /* RWF_NOWAIT tells what of a shared file is in memory. */
        emit_without_flag(5, 8);
    } else if (nr == __NR_sendto || nr == __NR_recvfrom) {
        emit_without_flag(3, 1 /* MSG_OOB */);
    } else if (nr == __NR_sendmsg || nr == __NR_recvmsg) {
        emit_without_flag(2, 1 /* MSG_OOB */);
    } else if (nr == __NR_socket) { /* AF_UNIX streams */
        LOAD(ARG_LOW(0));
        emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 1, 0);
        RETURN(ERRNO(EPERM));
        LOAD(ARG_LOW(1));
        emit(BPF_ALU | BPF_AND | BPF_K, 0xF, 0, 0);
        emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 1);
        RETURN(SECCOMP_RET_ALLOW);
        RETURN(ERRNO(EPERM));
    } else { /* socketpair: AF_UNIX */
        LOAD(ARG_LOW(0));
        emit(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 1);
        RETURN(SECCOMP_RET_ALLOW);
        RETURN(ERRNO(EPERM));
    }
}

static int compare_ints(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Binary search over the ranges: short jumps inside a leaf, so conditional blocks are emitted inline at their leaf. The shape keeps
 * the run-time cost and, more important here, the cost of installing the filter small (the kernel evaluates it for every number). */
static void emit_search(const struct range *ranges, int count)
{
    if (count == 1) {
        if (ranges->action == 0) RETURN(ERRNO(ENOSYS));
        else if (ranges->action == 1) RETURN(SECCOMP_RET_ALLOW);
        else emit_conditional((int)ranges->first);
        return;
    }
    int half = count / 2;
    /* nr >= ranges[half].first ? go right (by an unconditional 32-bit jump) : fall into the left half. */
    emit(BPF_JMP | BPF_JGE | BPF_K, ranges[half].first, 0, 1);
    int jump = program_length;
    emit(BPF_JMP | BPF_JA, 0, 0, 0);
    emit_search(ranges, half);
    program[jump].k = (uint32_t)(program_length - jump - 1);
    emit_search(ranges + half, count - half);
}

static void build_program(void)
{
    static int numbers[512];
    static struct range ranges[512];
    int n = 0, count = 0;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) numbers[n++] = allowed[i];
    for (size_t i = 0; i < sizeof conditional / sizeof *conditional; i++) numbers[n++] = conditional[i];
    qsort(numbers, (size_t)n, sizeof *numbers, compare_ints);
    uint32_t next = 0;
    for (int i = 0; i < n; i++) {
        uint32_t nr = (uint32_t)numbers[i];
        if (nr < next) continue; /* listed twice */
        int action = 1;
        for (size_t j = 0; j < sizeof conditional / sizeof *conditional; j++) if (conditional[j] == (int)nr) action = 2;
        if (nr > next) ranges[count++] = (struct range){ next, 0 };
        if (action != 1 || nr > next || count == 0 || ranges[count - 1].action != 1) ranges[count++] = (struct range){ nr, action };
        next = nr + 1;
    }
    ranges[count++] = (struct range){ next, 0 };

    program_length = 0;
    LOAD(offsetof(struct seccomp_data, arch));
    emit(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0);
    RETURN(SECCOMP_RET_KILL_PROCESS);
    LOAD(offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
    emit(BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1); /* the x32 numbers */
    RETURN(SECCOMP_RET_KILL_PROCESS);
#endif
    emit_search(ranges, count);
}

void guide_build_filter(void)
{
    if (program_length == 0) build_program();
}

int guide_install_filter(void)
{
    guide_build_filter();
    struct sock_fprog filter = { .len = (unsigned short)program_length, .filter = program };
    /* SPEC_ALLOW: the candidate is alone with its own data in this process; the mitigations would only slow it down. */
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) != 0) return errno;
    return 0;
}

static int limit(int resource, uint64_t soft, uint64_t hard)
{
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)resource, &now) != 0) return -1;
    /* Never above what this process itself was given: that would need a privilege. */
    struct rlimit value = { .rlim_cur = soft < now.rlim_max ? soft : now.rlim_max, .rlim_max = hard < now.rlim_max ? hard : now.rlim_max };
    return setrlimit((__rlimit_resource_t)resource, &value);
}

int guide_limit(const struct limits *limits)
{
    uint64_t cpu_seconds = (limits->cpu_ms + 999) / 1000;
    uint64_t address = limits->address_bytes != 0 ? limits->address_bytes : RLIM_INFINITY;
    if (limit(RLIMIT_CPU, cpu_seconds, cpu_seconds) != 0
        || limit(RLIMIT_AS, address, address) != 0
        || limit(RLIMIT_NPROC, limits->processes, limits->processes) != 0
        || limit(RLIMIT_FSIZE, limits->file_bytes, limits->file_bytes) != 0
        || limit(RLIMIT_STACK, limits->stack_bytes, RLIM_INFINITY) /* a program may ask for more: memory is bounded elsewhere */ != 0
        || limit(RLIMIT_NOFILE, limits->open_files, limits->open_files) != 0
        || limit(RLIMIT_CORE, 0, 0) != 0
        || limit(RLIMIT_MEMLOCK, 0, 0) != 0
        || limit(RLIMIT_MSGQUEUE, 0, 0) != 0
        || limit(RLIMIT_SIGPENDING, 256, 256) != 0
        || limit(RLIMIT_NICE, 0, 0) != 0
        || limit(RLIMIT_RTPRIO, 0, 0) != 0) return errno;
    return 0;
}

int guide_seal(int inner_userns, const char **step)
{
    *step = "setsid";
    if (setsid() < 0 && errno != EPERM) return errno;

    *step = "inner user namespace";
    if (setns(inner_userns, CLONE_NEWUSER) != 0) return errno;
    *step = "setresgid";
    if (setresgid(SANDBOX_UID, SANDBOX_UID, SANDBOX_UID) != 0) return errno;
    *step = "setresuid";
    if (setresuid(SANDBOX_UID, SANDBOX_UID, SANDBOX_UID) != 0) return errno;

    *step = "capabilities";
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) return errno;
    if (prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED
              | SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED, 0, 0, 0) != 0) return errno;
    for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
        if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) != 0) return errno;
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3, .pid = 0 };
    struct __user_cap_data_struct none[2];
    memset(none, 0, sizeof none);
    if (syscall(SYS_capset, &header, none) != 0) return errno;

    umask(022);
    *step = "no_new_privs";
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    *step = "seccomp";
    return guide_install_filter();
}
