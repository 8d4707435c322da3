// The system calls linmap-probe makes, one function each. Every function returns what the call
// returned, or a negative errno. Nothing here retries, allocates or decides.
#ifndef CPROBE_H
#define CPROBE_H

#include <stddef.h>
#include <stdint.h>

// What fstat(2) says, as far as the probe asks.
struct cprobe_status {
    uint64_t size;
    uint32_t mode;
    uint32_t uid;
    uint32_t gid;
    uint32_t link_count;
};

// The argument at `index`, 0 being the program's name; NULL beyond the last.
const char *cprobe_argument(unsigned index);
// Ends the process at once: nothing is buffered, no handler runs.
_Noreturn void cprobe_exit(int status);

long cprobe_openat(int directory, const char *path, int flags, unsigned mode);
// openat2(2) with `root` as the root of `path` and of every symbolic link on the way. Does not wait for the
// other end of a pipe. -ENOSYS before Linux 5.6.
long cprobe_open_in_root(int root, const char *path, int flags);
long cprobe_close(int fd);
long cprobe_read(int fd, void *buffer, size_t size);
long cprobe_pread(int fd, void *buffer, size_t size, uint64_t offset);
long cprobe_write(int fd, const void *buffer, size_t size);
long cprobe_fsync(int fd);
long cprobe_fstat(int fd, struct cprobe_status *status);
long cprobe_getdents(int fd, void *buffer, size_t size);
long cprobe_readlinkat(int directory, const char *path, void *buffer, size_t size);
long cprobe_rename_exclusive(int directory, const char *from, const char *to);
long cprobe_link(int directory, const char *from, const char *to);
long cprobe_unlinkat(int directory, const char *path);
long cprobe_ioctl(int fd, unsigned long request, uintptr_t argument);

// Binds the calling thread to one CPU; allows every CPU again.
long cprobe_bind_cpu(unsigned cpu);
long cprobe_unbind_cpu(void);
// Reads an ID register at EL0. -ENOSYS where the kernel does not emulate it or the machine is no arm64.
enum cprobe_register {
    CPROBE_MIDR_EL1, CPROBE_ID_AA64MMFR0_EL1, CPROBE_ID_AA64MMFR1_EL1, CPROBE_ID_AA64MMFR2_EL1,
    CPROBE_ID_AA64MMFR3_EL1, CPROBE_ID_AA64PFR0_EL1,
};
long cprobe_id_register(enum cprobe_register which, uint64_t *value);

// Lowest CPU and I/O priority, and no huge pages.
long cprobe_lower_priority(void);
// Becomes `uid` and `gid` for good, with no supplementary groups.
long cprobe_become(uint32_t uid, uint32_t gid);
// Effective capabilities as a bit mask (capability(7) numbers).
long cprobe_capabilities(uint64_t *effective);
// Drops every capability, the bounding set as far as allowed, and sets no_new_privs. The process can no
// longer be traced or dumped by its user.
long cprobe_drop_privileges(void);

// uname(2): the host's name into `buffer`, ended by a NUL; its length.
long cprobe_host_name(char *buffer, size_t size);

// geteuid(2); the size of a page in bytes; whether `fd` is a terminal.
uint32_t cprobe_effective_user(void);
uint64_t cprobe_page_size(void);
int cprobe_is_terminal(int fd);

// Microseconds of the monotonic clock.
uint64_t cprobe_microseconds(void);
// From `microseconds` on, every blocking call is interrupted and cprobe_stopped() is true. Also installs
// handlers for SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGXCPU that have the same effect, unless they are ignored, and
// ignores SIGPIPE and SIGXFSZ.
long cprobe_limit_time(uint64_t microseconds);
// 0, or the number of the signal that asked the probe to stop (SIGALRM: time is up, and nothing else came).
int cprobe_stopped(void);

// Values of the platform's headers that Swift cannot import as constants everywhere.
extern const int cprobe_o_rdonly, cprobe_o_directory, cprobe_o_nonblock, cprobe_o_create_exclusive;
extern const int cprobe_at_fdcwd;
#endif
