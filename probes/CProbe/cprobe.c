#define _GNU_SOURCE
#include "cprobe.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/capability.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>
#include <grp.h>
#include <malloc.h>

static long result(long value) { return value < 0 ? -errno : value; }

const int cprobe_at_fdcwd = AT_FDCWD;
const int cprobe_o_rdonly = O_RDONLY | O_CLOEXEC | O_NOCTTY;
const int cprobe_o_directory = O_RDONLY | O_CLOEXEC | O_DIRECTORY;
const int cprobe_o_nonblock = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
const int cprobe_o_create_exclusive = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

// glibc hands a constructor what it hands main(); Embedded Swift has no CommandLine.
static int argument_count;
static char **arguments;
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
    argument_count = count;
    arguments = values;
    // Fixed, or it would grow with the first large buffer freed, and later ones would stay in the heap.
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
}
const char *cprobe_argument(unsigned index) {
    return index < (unsigned)argument_count ? arguments[index] : NULL;
}
_Noreturn void cprobe_exit(int status) { _exit(status); }

long cprobe_openat(int directory, const char *path, int flags, unsigned mode) {
    return result(openat(directory, path, flags, mode));
}
long cprobe_open_in_root(int root, const char *path, int flags) {
    // struct open_how of linux/openat2.h, which older headers lack.
    struct { uint64_t flags, mode, resolve; } how = {
        .flags = (uint64_t)(flags | O_NONBLOCK),
        .resolve = 0x10 | 0x02, /* RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS */
    };
    return result(syscall(437 /* openat2 */, root, path, &how, sizeof how));
}
long cprobe_close(int fd) { return result(close(fd)); }
long cprobe_read(int fd, void *buffer, size_t size) { return result(read(fd, buffer, size)); }
long cprobe_pread(int fd, void *buffer, size_t size, uint64_t offset) {
    return result(syscall(SYS_pread64, fd, buffer, size, offset));
}
long cprobe_write(int fd, const void *buffer, size_t size) { return result(write(fd, buffer, size)); }
long cprobe_fsync(int fd) { return result(fsync(fd)); }

long cprobe_fstat(int fd, struct cprobe_status *status) {
    struct stat raw;
    if (fstat(fd, &raw) < 0) return -errno;
    status->size = (uint64_t)raw.st_size;
    status->mode = raw.st_mode;
    status->uid = raw.st_uid;
    status->gid = raw.st_gid;
    status->link_count = (uint32_t)raw.st_nlink;
    return 0;
}

long cprobe_getdents(int fd, void *buffer, size_t size) { return result(syscall(SYS_getdents64, fd, buffer, size)); }
long cprobe_readlinkat(int directory, const char *path, void *buffer, size_t size) {
    return result(readlinkat(directory, path, buffer, size));
}
long cprobe_rename_exclusive(int directory, const char *from, const char *to) {
    return result(syscall(SYS_renameat2, directory, from, directory, to, 1u /* RENAME_NOREPLACE */));
}
long cprobe_link(int directory, const char *from, const char *to) {
    return result(linkat(directory, from, directory, to, 0));
}
long cprobe_unlinkat(int directory, const char *path) { return result(unlinkat(directory, path, 0)); }
long cprobe_ioctl(int fd, unsigned long request, uintptr_t argument) { return result(ioctl(fd, request, argument)); }

// The masks are sized for 8192 CPUs, the most arm64 kernels are configured for.
static unsigned long cpu_mask[8192 / (8 * sizeof(unsigned long))];

long cprobe_bind_cpu(unsigned cpu) {
    unsigned bits = 8 * sizeof(unsigned long);
    if (cpu >= 8192) return -EINVAL;
    for (size_t i = 0; i < sizeof cpu_mask / sizeof *cpu_mask; i++) cpu_mask[i] = 0;
    cpu_mask[cpu / bits] = 1ul << (cpu % bits);
    return result(syscall(SYS_sched_setaffinity, 0, sizeof cpu_mask, cpu_mask));
}
long cprobe_unbind_cpu(void) {
    for (size_t i = 0; i < sizeof cpu_mask / sizeof *cpu_mask; i++) cpu_mask[i] = ~0ul;
    return result(syscall(SYS_sched_setaffinity, 0, sizeof cpu_mask, cpu_mask));
}

#if defined(__aarch64__)
#define HWCAP_CPUID_BIT (1ul << 11)
#define READ(name) ({ uint64_t v; __asm__ volatile("mrs %0, " name : "=r"(v)); v; })
long cprobe_id_register(enum cprobe_register which, uint64_t *value) {
    if (!(getauxval(AT_HWCAP) & HWCAP_CPUID_BIT)) return -ENOSYS;
    switch (which) {
    case CPROBE_MIDR_EL1: *value = READ("S3_0_C0_C0_0"); return 0;
    case CPROBE_ID_AA64MMFR0_EL1: *value = READ("S3_0_C0_C7_0"); return 0;
    case CPROBE_ID_AA64MMFR1_EL1: *value = READ("S3_0_C0_C7_1"); return 0;
    case CPROBE_ID_AA64MMFR2_EL1: *value = READ("S3_0_C0_C7_2"); return 0;
    case CPROBE_ID_AA64MMFR3_EL1: *value = READ("S3_0_C0_C7_3"); return 0;
    case CPROBE_ID_AA64PFR0_EL1: *value = READ("S3_0_C0_C4_0"); return 0;
    }
    return -EINVAL;
}
#else
long cprobe_id_register(enum cprobe_register which, uint64_t *value) {
    (void)which;
    *value = 0;
    return -ENOSYS;
}
#endif

long cprobe_lower_priority(void) {
    // Where huge pages are always used, one touched byte of a large buffer costs 2 MiB, or 32 with 16K pages.
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    // IOPRIO_WHO_PROCESS, this process, IOPRIO_CLASS_IDLE. Either may be refused without harm.
    syscall(SYS_ioprio_set, 1, 0, 3 << 13);
    return result(setpriority(PRIO_PROCESS, 0, 19));
}

long cprobe_become(uint32_t uid, uint32_t gid) {
    if (setgroups(0, NULL) < 0 && errno != EPERM) return -errno;
    if (setresgid(gid, gid, gid) < 0) return -errno;
    return result(setresuid(uid, uid, uid));
}

long cprobe_capabilities(uint64_t *effective) {
    *effective = 0;
    cap_t caps = cap_get_proc();
    if (caps == NULL) return -errno;
    for (int cap = 0; cap < 64; cap++) {
        cap_flag_value_t set = CAP_CLEAR;
        if (cap_get_flag(caps, cap, CAP_EFFECTIVE, &set) == 0 && set == CAP_SET) *effective |= 1ull << cap;
    }
    cap_free(caps);
    return 0;
}

long cprobe_drop_privileges(void) {
    // What was read must not reach a core file, nor a debugger of the user the probe may have become.
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0) return -errno;
    // Refused without CAP_SETPCAP, which is no loss: with no_new_privs nothing can be gained again.
    for (int cap = 0; cap < 64; cap++) prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    cap_t none = cap_init();
    if (none == NULL) return -errno;
    long status = result(cap_set_proc(none));
    cap_free(none);
    if (status < 0) return status;
    return result(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

long cprobe_host_name(char *buffer, size_t size) {
    struct utsname name;
    if (uname(&name) < 0) return -errno;
    size_t length = strnlen(name.nodename, sizeof name.nodename);
    if (length >= size) return -ENAMETOOLONG;
    memcpy(buffer, name.nodename, length);
    buffer[length] = 0;
    return (long)length;
}

uint32_t cprobe_effective_user(void) { return geteuid(); }
uint64_t cprobe_page_size(void) { return (uint64_t)sysconf(_SC_PAGESIZE); }
int cprobe_is_terminal(int fd) { return isatty(fd); }

uint64_t cprobe_microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static volatile sig_atomic_t stopped, time_is_up;
static void note(int number) {
    if (number == SIGALRM) time_is_up = number;
    else stopped = number;
}
int cprobe_stopped(void) { return stopped != 0 ? stopped : time_is_up; }

long cprobe_limit_time(uint64_t microseconds) {
    struct sigaction action = { .sa_handler = note }, old;
    static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU, SIGALRM };
    sigset_t handled;
    sigemptyset(&handled);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        // What nohup(1) has the probe ignore stays ignored.
        if (signals[i] != SIGALRM && sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN) continue;
        if (sigaction(signals[i], &action, NULL) < 0) return -errno;
        sigaddset(&handled, signals[i]);
    }
    if (sigprocmask(SIG_UNBLOCK, &handled, NULL) < 0) return -errno;
    // A reader that goes away, and a file that may not grow, are errors of write(2).
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    // After the deadline the timer goes on, so that a call that began just before it is interrupted too.
    struct itimerval timer = {
        .it_interval = { .tv_usec = 200000 },
        .it_value = { .tv_sec = (time_t)(microseconds / 1000000u), .tv_usec = (suseconds_t)(microseconds % 1000000u) },
    };
    return result(setitimer(ITIMER_REAL, &timer, NULL));
}
