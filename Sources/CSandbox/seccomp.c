// The system-call filter of a confined child. Classic BPF as the kernel documents it
// (Documentation/userspace-api/seccomp_filter.rst); the list follows what container engines refuse by
// default, plus io_uring, which bypasses filters and has its own history of escapes.

#include "csandbox.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__)) && \
    __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

// Calls newer than the headers of some system that this must compile on. Since 5.3 all architectures
// number new calls alike.
#define NR_open_tree 428
#define NR_move_mount 429
#define NR_fsopen 430
#define NR_fsconfig 431
#define NR_fsmount 432
#define NR_fspick 433
#define NR_clone3 435
#define NR_pidfd_getfd 438
#define NR_mount_setattr 442
#define NR_quotactl_fd 443
#define NR_open_tree_attr 467
#define NR_io_uring_setup 425
#define NR_io_uring_enter 426
#define NR_io_uring_register 427

// Refused with EPERM.
static const unsigned refused[] = {
    // Other processes' memory and descriptors.
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, NR_pidfd_getfd,
    // The view of the file system.
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, NR_open_tree, NR_move_mount, NR_fsopen, NR_fsconfig,
    NR_fsmount, NR_fspick, NR_mount_setattr, NR_open_tree_attr, SYS_open_by_handle_at, SYS_name_to_handle_at,
    SYS_fanotify_init, SYS_quotactl, NR_quotactl_fd,
    // Namespaces.
    SYS_unshare, SYS_setns,
    // Kernel interfaces with a history.
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key,
    SYS_lookup_dcookie,
    // The machine itself.
    SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_reboot, SYS_swapon, SYS_swapoff,
    SYS_acct, SYS_settimeofday, SYS_clock_settime, SYS_clock_adjtime, SYS_adjtimex, SYS_sethostname,
    SYS_setdomainname, SYS_syslog, SYS_vhangup,
#if defined(SYS_kexec_file_load)
    SYS_kexec_file_load,
#endif
#if defined(__x86_64__)
    SYS_iopl, SYS_ioperm, SYS_modify_ldt,
#endif
};

// Refused with ENOSYS, so that a C library falls back: clone3 hides its flags from the filter.
static const unsigned absent[] = {NR_clone3, NR_io_uring_setup, NR_io_uring_enter, NR_io_uring_register};

// Every CLONE_NEW* flag that clone takes.
#define NEW_NAMESPACES 0x7E020000u
// ioctl requests that type into a terminal.
#define REQUEST_TIOCSTI 0x5412u
#define REQUEST_TIOCLINUX 0x541Cu

#define FIELD(name) ((unsigned)offsetof(struct seccomp_data, name))
// The low half of an argument: all that the kernel reads of an int.
#define ARGUMENT(n) ((unsigned)(offsetof(struct seccomp_data, args) + 8 * (n)))

typedef struct {
  struct sock_filter code[256];
  unsigned count;
} program;

static void statement(program *p, unsigned short code, unsigned value) {
  p->code[p->count++] = (struct sock_filter)BPF_STMT(code, value);
}

static void jump(program *p, unsigned short test, unsigned value, unsigned char yes, unsigned char no) {
  p->code[p->count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, yes, no);
}

static void answer(program *p, unsigned action) { statement(p, BPF_RET | BPF_K, action); }

static void load(program *p, unsigned offset) { statement(p, BPF_LD | BPF_W | BPF_ABS, offset); }

static void refuse(program *p, unsigned call, unsigned error) {
  jump(p, BPF_JEQ, call, 0, 1);
  answer(p, SECCOMP_RET_ERRNO | error);
}

size_t csandbox_seccomp_program(int allow, void *buffer, size_t capacity) {
  program p = {.count = 0};
  load(&p, FIELD(arch));
  jump(&p, BPF_JEQ, NATIVE_ARCHITECTURE, 1, 0);
  answer(&p, SECCOMP_RET_KILL_PROCESS);
  load(&p, FIELD(nr));
#if defined(__x86_64__)
  // The x32 calls are the same ones under other numbers.
  jump(&p, BPF_JGE, 0x40000000u, 0, 1);
  answer(&p, SECCOMP_RET_ERRNO | ENOSYS);
#endif
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) refuse(&p, refused[i], EPERM);
  for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) refuse(&p, absent[i], ENOSYS);

  jump(&p, BPF_JEQ, SYS_clone, 0, 4);
  load(&p, ARGUMENT(0));
  jump(&p, BPF_JSET, NEW_NAMESPACES, 0, 1);
  answer(&p, SECCOMP_RET_ERRNO | EPERM);
  answer(&p, SECCOMP_RET_ALLOW);

  jump(&p, BPF_JEQ, SYS_ioctl, 0, 5);
  load(&p, ARGUMENT(1));
  jump(&p, BPF_JEQ, REQUEST_TIOCSTI, 1, 0);
  jump(&p, BPF_JEQ, REQUEST_TIOCLINUX, 0, 1);
  answer(&p, SECCOMP_RET_ERRNO | EPERM);
  answer(&p, SECCOMP_RET_ALLOW);

  // Local and Internet sockets only; the network namespace decides what they reach. AF_VSOCK, which some
  // kernels do not confine to a namespace, AF_ALG, AF_PACKET and the rest are not among them.
  jump(&p, BPF_JEQ, SYS_socket, 0, 6);
  load(&p, ARGUMENT(0));
  jump(&p, BPF_JEQ, AF_UNIX, 4, 0);
  jump(&p, BPF_JEQ, AF_INET, 3, 0);
  jump(&p, BPF_JEQ, AF_INET6, 2, 0);
  jump(&p, BPF_JEQ, (allow & CSANDBOX_ALLOW_NETLINK) ? AF_NETLINK : AF_UNIX, 1, 0);
  answer(&p, SECCOMP_RET_ERRNO | EAFNOSUPPORT);

  answer(&p, SECCOMP_RET_ALLOW);

  size_t bytes = p.count * sizeof *p.code;
  if (bytes > capacity) return 0;
  memcpy(buffer, p.code, bytes);
  return bytes;
}

#else

size_t csandbox_seccomp_program(int allow, void *buffer, size_t capacity) {
  (void)allow;
  (void)buffer;
  (void)capacity;
  return 0;
}

#endif
