#define _GNU_SOURCE
#include "attacks.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/// A TCP port on this machine, and an abstract socket's name.
void connect_to(char **arguments) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[0]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int internet = socket(AF_INET, SOCK_STREAM, 0);
  if (internet >= 0) reached("an internet socket");
  if (connect(internet, (struct sockaddr *)&address, sizeof address) == 0) reached("the network");
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  size_t length = strlen(arguments[1]);
  memcpy(name.sun_path + 1, arguments[1], length);
  int local = socket(AF_UNIX, SOCK_STREAM, 0);
  if (local >= 0) reached("a local socket");
  if (connect(local, (struct sockaddr *)&name, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) == 0) {
    reached("an abstract socket");
  }
  if (socket(AF_NETLINK, SOCK_RAW, 0) >= 0) reached("a netlink socket");
}

/// Signals the process of that number, its own parent, and process 1; without an argument, all that there are.
void signal_process(char **arguments) {
  if (arguments[0] == NULL) {
    kill(-1, SIGKILL);
    return;
  }
  if (kill(atoi(arguments[0]), SIGUSR1) == 0) reached("a process by its number");
  if (arguments[1] == NULL) return;
  // The first process of a namespace takes the signal and lives on; with it, this one would be gone.
  kill(getppid(), SIGKILL);
  kill(1, SIGKILL);
  usleep(100000);
}

void trace_process(char **arguments) {
  pid_t process = atoi(arguments[0]);
  if (ptrace(PTRACE_SEIZE, process, NULL, NULL) == 0) reached("tracing");
  pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    _exit(0);
  }
  if (ptrace(PTRACE_SEIZE, child, NULL, NULL) == 0 || ptrace(PTRACE_CONT, child, NULL, NULL) == 0) reached("tracing a child");
  kill(child, SIGKILL);
  char byte;
  struct iovec here = {&byte, 1}, there = {(void *)strtoul(arguments[1], NULL, 10), 1};
  if (process_vm_readv(process, &here, 1, &there, 1, 0) == 1) reached("memory of another process");
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/mem", process);
  int file = open(path, O_RDONLY);
  if (file >= 0 && pread(file, &byte, 1, (off_t)strtoul(arguments[1], NULL, 10)) == 1) reached("memory by its file");
}

/// Its own session, no descriptor, and deaf; `main` goes on.
void leave_grandchild(char **arguments) {
  int ready[2];
  if (pipe(ready) != 0) return;
  if (fork() == 0) {
    // Under Landlock there are no new sessions.
    setsid();
    if (fork() != 0) _exit(0);
    // The test looks for this name among all processes.
    prctl(PR_SET_NAME, arguments[0]);
    for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
    if (write(ready[1], "", 1) != 1) _exit(1);
    for (int descriptor = 0; descriptor < 256; descriptor++) close(descriptor);
    sleep(20);
    _exit(0);
  }
  char byte;
  if (read(ready[0], &byte, 1) == 1) reached("a grandchild");
}

#define CALL(name) {#name, SYS_##name}

static const struct {
  const char *name;
  long number;
} calls[] = {
    CALL(unshare), CALL(setns), CALL(mount), CALL(umount2), CALL(pivot_root), CALL(chroot), CALL(fsopen), CALL(fsmount), CALL(move_mount),
    CALL(open_tree), CALL(mount_setattr), CALL(ptrace), CALL(process_vm_readv), CALL(process_vm_writev), CALL(process_madvise),
    CALL(pidfd_open), CALL(pidfd_getfd), CALL(pidfd_send_signal), CALL(kcmp), CALL(socket), CALL(socketpair), CALL(connect), CALL(bind),
    CALL(listen), CALL(accept), CALL(accept4), CALL(sendmsg), CALL(recvmsg), CALL(sendmmsg), CALL(memfd_create), CALL(memfd_secret),
    CALL(shmget), CALL(shmat), CALL(msgget), CALL(semget), CALL(mq_open), CALL(add_key), CALL(request_key), CALL(keyctl), CALL(bpf),
    CALL(perf_event_open), CALL(userfaultfd), CALL(io_uring_setup), CALL(io_uring_enter), CALL(io_uring_register), CALL(clone3),
    CALL(personality), CALL(kexec_load), CALL(kexec_file_load), CALL(init_module), CALL(finit_module), CALL(delete_module), CALL(reboot),
    CALL(swapon), CALL(swapoff), CALL(acct), CALL(settimeofday), CALL(clock_settime), CALL(clock_adjtime), CALL(sethostname),
    CALL(setdomainname), CALL(syslog), CALL(quotactl), CALL(fanotify_init), CALL(inotify_init1), CALL(name_to_handle_at),
    CALL(open_by_handle_at), CALL(mlock), CALL(mlockall), CALL(sched_setaffinity), CALL(sched_setscheduler), CALL(setpriority),
    CALL(ioprio_set), CALL(migrate_pages), CALL(move_pages), CALL(setuid), CALL(setgid), CALL(setgroups), CALL(chown), CALL(fchownat),
    CALL(setxattr), CALL(mknod), CALL(mknodat), CALL(landlock_create_ruleset), CALL(seccomp), CALL(rt_sigqueueinfo), CALL(vmsplice),
    CALL(tee), CALL(splice),
};

/// Each with arguments that no kernel takes, so that nothing happens; a call that is not known here is one that the sandbox refuses.
void forbidden_calls(char **arguments) {
  (void)arguments;
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    if (syscall(calls[i].number, -1L, -1L, -1L, -1L, -1L, -1L) >= 0 || errno != ENOSYS) reached(calls[i].name);
  }
  pid_t child = (pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  if (child > 0 || errno != ENOSYS) reached("clone with a namespace");
  if (syscall(SYS_prlimit64, getppid(), RLIMIT_CORE, NULL, NULL) == 0) reached("limits of another process");
  if (fcntl(STDOUT_FILENO, F_SETOWN, getpid()) == 0 || errno != ENOSYS) reached("the owner of a descriptor");
  if (fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 1 << 16) >= 0 || errno != ENOSYS) reached("the size of a pipe");
  if (ioctl(STDOUT_FILENO, TIOCSTI, NULL) == 0 || errno != ENOSYS) reached("what a terminal reads");
}

void raise_limits(char **arguments) {
  (void)arguments;
  const __rlimit_resource_t all[] = {RLIMIT_CPU, RLIMIT_AS, RLIMIT_FSIZE, RLIMIT_NOFILE, RLIMIT_NPROC, RLIMIT_CORE};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    struct rlimit now, more;
    getrlimit(all[i], &now);
    more = now;
    if (now.rlim_max == RLIM_INFINITY) {
      reached("no limit");
      continue;
    }
    more.rlim_cur = more.rlim_max = now.rlim_max + 1;
    if (setrlimit(all[i], &more) == 0) reached("a higher limit");
  }
}

void privileges(char **arguments) {
  (void)arguments;
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &header, data) != 0 || data[1].permitted != 0 || (data[0].permitted & ~(1u << CAP_DAC_OVERRIDE)) != 0) {
    reached("capabilities");
  }
  if (data[0].permitted & 1u << CAP_DAC_OVERRIDE) reached("files of others");
  if (getuid() == 0) reached("root");
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) reached("new privileges");
  if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2) reached("every system call");
  // What gradbook has open.
  for (int descriptor = 3; descriptor < 1024; descriptor++) {
    if (fcntl(descriptor, F_GETFD) >= 0) reached("a descriptor");
  }
}

/// Writes to the judge without end, and reads nothing.
void flood_channel(char **arguments) {
  static char block[1 << 20];
  for (long left = strtol(arguments[0], NULL, 10); left > 0; left--) {
    if (write(3, block, sizeof block) < 0) return;
  }
  reached("the channel");
}

/// What gradbook-confine would write at the end of a program that passed.
void forge_report(char **arguments) {
  (void)arguments;
  struct {
    uint64_t magic;
    int32_t status, signal;
    uint64_t time, memory;
  } report = {0x3143464e4f434247ull, 0, 0, 1, 1};
  if (write(STDERR_FILENO, &report, sizeof report) == sizeof report) abort();
}
