// What a child process needs between fork and exec, where only C is safe: Swift may allocate or take a
// lock at any point, and a forked child of a threaded process must do neither.

#ifndef CSANDBOX_H
#define CSANDBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

/// A descriptor of the parent and the number under which the child sees it.
typedef struct {
  int source;
  int target;
} csandbox_fd;

/// A resource limit (`RLIMIT_*`), set as both the soft and the hard one.
typedef struct {
  int resource;
  uint64_t value;
} csandbox_limit;

/// How the child is to die with its parent.
typedef enum {
  /// `PR_SET_PDEATHSIG`: the kernel kills the child itself. The calling thread must outlive the child.
  CSANDBOX_DIE_WITH_THREAD = 0,
  /// A supervisor process stands between: a subreaper that kills every descendant, however it detached,
  /// once the command has ended or the other end of `lifeline` is closed.
  CSANDBOX_SUPERVISED = 1,
} csandbox_tie;

/// One child process.
typedef struct {
  const char *path;
  char *const *arguments;    // ends with NULL
  char *const *environment;  // ends with NULL
  const char *directory;     // NULL: the parent's
  const csandbox_fd *fds;    // every other descriptor is closed; targets are below 64
  size_t fd_count;
  const csandbox_limit *limits;
  size_t limit_count;
  csandbox_tie tie;
  int lifeline;  // read end of a pipe; CSANDBOX_SUPERVISED only
} csandbox_request;

/// What failed before exec: the step's name and its errno.
typedef struct {
  int code;
  char step[24];
} csandbox_failure;

/// Starts a child in a session of its own, with default signal dispositions, no core file, and first in
/// line for the kernel's out-of-memory killer. Returns its pid, or -1 with `failure` filled.
pid_t csandbox_spawn(const csandbox_request *request, csandbox_failure *failure);

/// Waits for a child (`wait4`), retrying on EINTR. Returns 1 when it was reaped, 0 when it still runs
/// (`block` is 0), -1 on error. `status` receives the raw wait status.
int csandbox_wait(pid_t pid, int block, int *status, struct rusage *usage);

/// The parts of a raw wait status: the exit code, or -1; the signal, or 0.
int csandbox_exit_code(int status);
int csandbox_exit_signal(int status);

/// A pipe whose ends close on exec. Returns 0, or -1 with errno.
int csandbox_pipe(int ends[2]);

/// A read descriptor that holds `bytes`, closed on exec: an unnamed memory file where there is one, else an
/// unlinked temporary file. Returns -1 with errno on failure.
int csandbox_data(const void *bytes, size_t count);

/// A descriptor that becomes readable when the process has ended, or -1 where there is none (before 5.3).
int csandbox_pidfd(pid_t pid);

/// What the seccomp filter lets through beyond its base.
enum {
  /// AF_NETLINK sockets, which name resolution and interface listing use.
  CSANDBOX_ALLOW_NETLINK = 1,
};

/// Writes a classic BPF seccomp program into `buffer` (as `bwrap --seccomp` reads it: an array of
/// `struct sock_filter`). It allows by default and refuses what no experiment needs and what past kernel
/// escapes used: tracing, mounts, namespaces, keys, bpf, perf events, io_uring, exotic socket families.
/// Returns its length in bytes; 0 when the buffer is too small or this architecture is not supported.
size_t csandbox_seccomp_program(int allow, void *buffer, size_t capacity);

#endif
