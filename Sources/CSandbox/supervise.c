// The supervisor of a command that has no pid namespace: a forked process that never execs. As a subreaper
// it inherits every descendant that detaches, so killing its direct children until there are none leaves no
// survivor. Async-signal-safe calls only, as in every forked child of a threaded process.

#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

// A byte on this pipe says that a child ended.
static int child_ended[2];

static void on_child(int number) {
  (void)number;
  int saved = errno;
  ssize_t written = write(child_ended[1], "", 1);
  (void)written;
  errno = saved;
}

void csandbox_prepare_supervisor(void) {
#if defined(__linux__)
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_NAME, "apus-supervise");
#endif
  // Where it is ignored, which a parent can pass on, the kernel reaps children and their status is lost.
  signal(SIGCHLD, SIG_DFL);
}

#if defined(__linux__)
static size_t append_number(char *text, size_t at, unsigned long number) {
  char digits[24];
  size_t count = 0;
  do digits[count++] = (char)('0' + number % 10);
  while ((number /= 10) != 0);
  while (count > 0) text[at++] = digits[--count];
  return at;
}
#endif

// Sends `number` to every direct child.
static void signal_children(pid_t command, int number) {
#if defined(__linux__)
  static const char head[] = "/proc/self/task/", tail[] = "/children";
  char path[sizeof head + 24 + sizeof tail];
  size_t at = 0;
  for (const char *c = head; *c; c++) path[at++] = *c;
  at = append_number(path, at, (unsigned long)getpid());
  for (const char *c = tail; *c; c++) path[at++] = *c;
  path[at] = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    char buffer[4096];
    pid_t pid = 0;
    ssize_t count;
    while ((count = read(fd, buffer, sizeof buffer)) > 0)
      for (ssize_t i = 0; i < count; i++) {
        if (buffer[i] >= '0' && buffer[i] <= '9') {
          pid = pid * 10 + (buffer[i] - '0');
        } else if (pid > 1) {
          kill(pid, number);
          pid = 0;
        }
      }
    close(fd);
    return;
  }
#endif
  // Without the list: the command's process group, which a child can leave.
  kill(-command, number);
}

static void kill_all(pid_t command) {
  struct timespec pause = {0, 1000000};
  // The command's process group first, in one call that no fork can slip through: a fork bomb would starve a
  // loop over its members. The loop is for those who left the group.
  kill(-command, SIGKILL);
  for (;;) {
    signal_children(command, SIGKILL);
    pid_t reaped;
    do reaped = waitpid(-1, NULL, WNOHANG);
    while (reaped > 0 || (reaped < 0 && errno == EINTR));
    if (reaped < 0) return;
    nanosleep(&pause, NULL);
  }
}

static _Noreturn void end_like(int status) {
  if (WIFSIGNALED(status)) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(WTERMSIG(status), SIG_DFL);
    kill(getpid(), WTERMSIG(status));
  }
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 127);
}

void csandbox_supervise(pid_t command, int lifeline) {
  // Of the parent's descriptors only the lifeline stays: a lock or a pipe held here would outlive its owner.
  if (dup2(lifeline, 0) < 0) _exit(127);
  csandbox_close_from(1);
  if (pipe(child_ended) != 0) _exit(127);
  fcntl(child_ended[1], F_SETFL, O_NONBLOCK);

  for (int number = 1; number < 65; number++)
    if (number != SIGCHLD) signal(number, SIG_IGN);
  struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_NOCLDSTOP | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGCHLD, &action, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);

  struct pollfd watched[2] = {{.fd = 0, .events = POLLIN}, {.fd = child_ended[0], .events = POLLIN}};
  for (;;) {
    // The first look is for a child that ended before the handler stood.
    int status;
    pid_t reaped;
    while ((reaped = waitpid(-1, &status, WNOHANG)) > 0)
      if (reaped == command) {
        kill_all(command);
        end_like(status);
      }
    if (reaped < 0 && errno == ECHILD) _exit(127);
    if (poll(watched, 2, -1) < 0) continue;
    if (watched[0].revents != 0) {
      kill_all(command);
      signal(SIGKILL, SIG_DFL);
      kill(getpid(), SIGKILL);
    }
    char drained[64];
    if (watched[1].revents != 0 && read(child_ended[0], drained, sizeof drained) < 0) continue;
  }
}
