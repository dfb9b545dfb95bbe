#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "csandbox.h"
#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

enum { FIRST_HIGH_FD = 64, MAX_FDS = 16 };

// Everything from here to csandbox_spawn runs in the forked child: async-signal-safe calls only.

static _Noreturn void give_up(int report, const char *step) {
  csandbox_failure failure = {.code = errno};
  strncpy(failure.step, step, sizeof failure.step - 1);
  // A pipe takes this many bytes at once; if the parent is gone there is nobody to tell.
  ssize_t written = write(report, &failure, sizeof failure);
  (void)written;
  _exit(127);
}

void csandbox_close_from(int first) {
#if defined(SYS_close_range)
  if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) == 0) return;
#endif
  struct rlimit limit;
  int last = 65536;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < (rlim_t)last) last = (int)limit.rlim_cur;
  for (int fd = first; fd < last; fd++) close(fd);
}

static void default_signals(void) {
  for (int number = 1; number < 65; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

// The kernel's out-of-memory killer is to take an experiment before it takes the lab. Raising one's own
// score needs no right.
static void volunteer_for_oom(void) {
#if defined(__linux__)
  int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t written = write(fd, "1000", 4);
  (void)written;
  close(fd);
#endif
}

static _Noreturn void become_command(const csandbox_request *request, int report) {
  // First above every target, so that no source is overwritten before it is used.
  int high[MAX_FDS];
  for (size_t i = 0; i < request->fd_count; i++) {
    high[i] = fcntl(request->fds[i].source, F_DUPFD_CLOEXEC, FIRST_HIGH_FD);
    if (high[i] < 0) give_up(report, "dup");
  }
  int top = 2;
  for (size_t i = 0; i < request->fd_count; i++)
    if (request->fds[i].target > top) top = request->fds[i].target;
  report = fcntl(report, F_DUPFD_CLOEXEC, FIRST_HIGH_FD);
  for (int fd = 0; fd <= top; fd++) close(fd);
  for (size_t i = 0; i < request->fd_count; i++)
    if (dup2(high[i], request->fds[i].target) < 0) give_up(report, "dup2");
  // Whatever another part of the parent opened without close-on-exec ends here. The report pipe is moved
  // just above the targets to close the rest in one call; it closes on exec.
  if (dup2(report, top + 1) < 0 || fcntl(top + 1, F_SETFD, FD_CLOEXEC) < 0) give_up(report, "dup2");
  report = top + 1;
  csandbox_close_from(top + 2);

  if (request->directory != NULL && chdir(request->directory) != 0) give_up(report, "chdir");
  volunteer_for_oom();
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  for (size_t i = 0; i < request->limit_count; i++) {
    struct rlimit current, wanted;
    wanted.rlim_cur = wanted.rlim_max = (rlim_t)request->limits[i].value;
    // A limit that is already tighter stays.
    if (getrlimit(request->limits[i].resource, &current) == 0 && current.rlim_max < wanted.rlim_max)
      wanted.rlim_cur = wanted.rlim_max = current.rlim_max;
    if (setrlimit(request->limits[i].resource, &wanted) != 0) give_up(report, "setrlimit");
  }
  default_signals();
  execve(request->path, request->arguments, request->environment);
  give_up(report, "exec");
}

// Dies when `parent` does. The second look covers a parent that died before the request was made.
static void die_with(pid_t parent) {
#if defined(__linux__)
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != parent) _exit(127);
}

static _Noreturn void child(const csandbox_request *request, pid_t parent, int report) {
  setsid();
  if (request->tie == CSANDBOX_DIE_WITH_THREAD) {
    die_with(parent);
    become_command(request, report);
  }
  csandbox_prepare_supervisor();
  pid_t supervisor = getpid();
  pid_t command = fork();
  if (command < 0) give_up(report, "fork");
  if (command == 0) {
    setsid();
    die_with(supervisor);
    become_command(request, report);
  }
  csandbox_supervise(command, request->lifeline);
}

pid_t csandbox_spawn(const csandbox_request *request, csandbox_failure *failure) {
  memset(failure, 0, sizeof *failure);
  int report[2];
  if (request->fd_count > MAX_FDS) {
    errno = EINVAL;
  } else if (csandbox_pipe(report) == 0) {
    // No handler of the parent may run in the child before its dispositions are reset.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) child(request, parent, report[1]);
    int fork_error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    if (pid > 0) {
      // End of file: exec closed the other end. Anything else is the child's last words.
      ssize_t count;
      do count = read(report[0], failure, sizeof *failure);
      while (count < 0 && errno == EINTR);
      close(report[0]);
      if (count != (ssize_t)sizeof *failure) {
        memset(failure, 0, sizeof *failure);
        return pid;
      }
      int status;
      csandbox_wait(pid, 1, &status, NULL);
      return -1;
    }
    close(report[0]);
    errno = fork_error;
  }
  failure->code = errno;
  strncpy(failure->step, "fork", sizeof failure->step - 1);
  return -1;
}
