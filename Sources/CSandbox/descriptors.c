#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "csandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/mman.h>
#include <sys/syscall.h>
#endif

int csandbox_pipe(int ends[2]) {
#if defined(__linux__)
  return pipe2(ends, O_CLOEXEC);
#else
  if (pipe(ends) != 0) return -1;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

static int unnamed_file(void) {
#if defined(__linux__)
  return memfd_create("csandbox", MFD_CLOEXEC);
#else
  char name[] = "/tmp/csandbox.XXXXXX";
  int fd = mkstemp(name);
  if (fd < 0) return -1;
  unlink(name);
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
#endif
}

int csandbox_data(const void *bytes, size_t count) {
  int fd = unnamed_file();
  if (fd < 0) return -1;
  const char *next = bytes;
  while (count > 0) {
    ssize_t written = write(fd, next, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      int saved = errno;
      close(fd);
      errno = saved;
      return -1;
    }
    next += written;
    count -= (size_t)written;
  }
  lseek(fd, 0, SEEK_SET);
  return fd;
}

int csandbox_pidfd(pid_t pid) {
#if defined(__linux__) && defined(SYS_pidfd_open)
  return (int)syscall(SYS_pidfd_open, pid, 0);
#else
  (void)pid;
  errno = ENOSYS;
  return -1;
#endif
}

int csandbox_wait(pid_t pid, int block, int *status, struct rusage *usage) {
  pid_t reaped;
  do reaped = wait4(pid, status, block ? 0 : WNOHANG, usage);
  while (reaped < 0 && errno == EINTR);
  return reaped == pid ? 1 : (int)reaped;
}

int csandbox_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

int csandbox_exit_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
