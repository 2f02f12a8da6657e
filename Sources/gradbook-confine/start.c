#define _GNU_SOURCE
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most_paths = 256, most_limits = 16 };

static const struct {
  const char *name;
  __rlimit_resource_t resource;
} resources[] = {
    {"cpu", RLIMIT_CPU},
    {"address-space", RLIMIT_AS},
    {"file-size", RLIMIT_FSIZE},
    {"core", RLIMIT_CORE},
    {"files", RLIMIT_NOFILE},
    {"locked-memory", RLIMIT_MEMLOCK},
    {"queues", RLIMIT_MSGQUEUE},
    {"stack", RLIMIT_STACK},
    {"signals", RLIMIT_SIGPENDING},
    {"processes", RLIMIT_NPROC},
};

static struct {
  bool has_channel, has_standard_channel, ends_group, uses_landlock, has_own_user;
  const char *filter;
  uid_t user;
  char *read[most_paths + 1], *write[most_paths + 1];
  size_t reads, writes, limits;
  struct {
    __rlimit_resource_t resource;
    rlim_t value;
  } limit[most_limits];
} options;

static void add_limit(const char *name, const char *value) {
  for (size_t i = 0; i < sizeof resources / sizeof *resources; i++) {
    if (strcmp(name, resources[i].name) != 0) continue;
    options.limit[options.limits].resource = resources[i].resource;
    options.limit[options.limits++].value = strtoull(value, NULL, 10);
    return;
  }
  errno = EINVAL;
  fail(name);
}

/// - Returns: the program and its arguments.
static char **parse(char **argument) {
  for (; *argument != NULL; argument++) {
    const char *option = *argument;
    if (strcmp(option, "--") == 0) return argument + 1;
    // The program may use the socket, as descriptor 3.
    if (strcmp(option, "--channel") == 0) options.has_channel = true;
    // Or as its standard input and output.
    else if (strcmp(option, "--standard-channel") == 0) options.has_standard_channel = true;
    // There is no namespace of processes: what the program starts is found by its process group, which it may not leave.
    else if (strcmp(option, "--group") == 0) options.ends_group = true;
    else if (strcmp(option, "--landlock") == 0) options.uses_landlock = true;
    // For root alone, whose processes the kernel does not count.
    else if (strcmp(option, "--own-user") == 0) options.has_own_user = true;
    else if (argument[1] == NULL) break;
    else if (strcmp(option, "--filter") == 0) options.filter = *++argument;
    else if (strcmp(option, "--user") == 0) options.user = (uid_t)strtoul(*++argument, NULL, 10);
    else if (strcmp(option, "--read") == 0 && options.reads < most_paths) options.read[options.reads++] = *++argument;
    else if (strcmp(option, "--write") == 0 && options.writes < most_paths) options.write[options.writes++] = *++argument;
    else if (strcmp(option, "--limit") == 0 && argument[2] != NULL && options.limits < most_limits) {
      add_limit(argument[1], argument[2]);
      argument += 2;
    } else break;
  }
  errno = EINVAL;
  fail("its arguments");
}

static struct sock_filter instructions[BPF_MAXINSNS];
static struct sock_fprog filter = {.filter = instructions};

static void read_filter(void) {
  int file = open(options.filter, O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(options.filter);
  ssize_t length = read(file, instructions, sizeof instructions);
  close(file);
  if (length <= 0 || (size_t)length % sizeof *instructions != 0) {
    errno = EINVAL;
    fail(options.filter);
  }
  filter.len = (unsigned short)((size_t)length / sizeof *instructions);
}

/// A user that nobody is and no other sandbox of this time: of those that systemd keeps for such programs.
static uid_t own_user(void) {
  enum { first = 61184, last = 65519 };
  return (uid_t)(first + getpid() % (last - first + 1));
}

static void drop_privileges(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct kept[2] = {{0}, {0}};
  if (options.has_own_user) {
    // Landlock says which files; it cannot give what their own rights refuse to another user.
    const unsigned files = 1u << CAP_DAC_OVERRIDE, needed = files | 1u << CAP_KILL;
    if (syscall(SYS_capget, &header, kept) != 0) fail("capget");
    if ((kept[0].effective & needed) != needed) {
      errno = EPERM;
      fail("root without CAP_DAC_OVERRIDE or CAP_KILL");
    }
    kept[0].effective = kept[0].permitted = kept[0].inheritable = files;
    kept[1] = (struct __user_cap_data_struct){0};
    options.user = own_user();
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) fail("capabilities to keep");
  }
  if (options.user != 0) {
    if (setgroups(0, NULL) != 0) fail("setgroups");
    if (setresgid(options.user, options.user, options.user) != 0) fail("setresgid");
    if (setresuid(options.user, options.user, options.user) != 0) fail("setresuid");
  }
  if (syscall(SYS_capset, &header, kept) != 0) fail("capset");
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) fail("ambient capabilities");
  if (options.has_own_user && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0) != 0) fail("CAP_DAC_OVERRIDE");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no_new_privs");
}

static _Noreturn void become(char **program) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  // What gradbook ignores is inherited.
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  if (options.ends_group && setsid() < 0) fail("setsid");
  int socket = fcntl(STDIN_FILENO, F_DUPFD, 10);
  int nothing = open("/dev/null", O_RDONLY);
  if (socket < 0 || nothing < 0) fail("/dev/null");
  dup2(options.has_standard_channel ? socket : nothing, STDIN_FILENO);
  if (options.has_standard_channel) dup2(socket, STDOUT_FILENO);
  if (options.has_channel) dup2(socket, confine_channel);
  dup2(socket, confine_channel + 1);
  close_range(confine_channel + 2, ~0U, 0);
  if (!options.has_channel) close(confine_channel);
  fcntl(confine_channel + 1, F_SETFD, FD_CLOEXEC);
  umask(022);
  if (options.filter != NULL) read_filter();
  drop_privileges();
  // After the change of user, which forgets it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (size_t i = 0; i < options.limits; i++) {
    struct rlimit limit = {options.limit[i].value, options.limit[i].value};
    if (setrlimit(options.limit[i].resource, &limit) != 0) fail("setrlimit");
  }
  if (options.uses_landlock) restrict_files(options.read, options.write);
  if (filter.len > 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) fail("the filter of system calls");
  if (write(confine_channel + 1, "", 1) != 1) fail("gradbook's socket");
  execv(program[0], program);
  fail(program[0]);
}

/// Ends all processes that the program left, and waits until they are gone.
static void end_descendants(pid_t program) {
  pid_t all = options.ends_group ? -program : -1;
  // A process that is being forked gets the signal as well: the kernel holds the list of processes for the whole of `kill`.
  while (kill(all, SIGKILL) == 0 || errno == EPERM) {
    while (waitpid(-1, NULL, WNOHANG) > 0) {}
    usleep(200);
  }
}

void start(char **arguments) {
  char **program = parse(arguments);
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGCHLD);
  sigaddset(&watched, SIGTERM);
  sigprocmask(SIG_BLOCK, &watched, NULL);
  if (options.ends_group) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
  }
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) become(program);
  // The socket ends when the program's end of it does.
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  confine_report report = {.magic = confine_report_magic};
  for (;;) {
    int status = 0;
    pid_t ended = waitpid(-1, &status, WNOHANG);
    if (ended == child) {
      report.status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
      report.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
      break;
    }
    if (ended > 0) continue;
    int signal_number = 0;
    sigwait(&watched, &signal_number);
    if (signal_number == SIGTERM) {
      report.signal = SIGTERM;
      break;
    }
  }
  end_descendants(child);
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  report.microseconds =
      (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  report.largest_kilobytes = (uint64_t)usage.ru_maxrss;
  exit(write(STDERR_FILENO, &report, sizeof report) == sizeof report ? 0 : confine_failed);
}
