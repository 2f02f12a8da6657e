// Runs a chapter's sections, or an exercise's checks, each in a process forked from this one, which has the library loaded already.
//
//   gradbook-host LIMIT_MS SCRATCH LIBRARY...
//
// It starts while the compiler works. Standard input brings a line a section: number, object, entry symbols (called one after the other,
// with commas between), output file, error file, the milliseconds it may take and, after a comma, those that it may take once another has
// used up its own (may be left out), arguments for it, separated by tabs.
// Standard output is the control pipe (see CSection.h). When standard input ends, or a SIGTERM comes, it ends, and every
// process that it or its sections started ends before it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../CSection/include/CSection.h"

// More than a page can show; what prints without end is stopped here.
enum { largest_file = 16 * 1024 * 1024 };

static __typeof__(gradbook_send) *send_frame;
static __typeof__(gradbook_section_open) *section_open;
static __typeof__(gradbook_section_loaded) *section_loaded;
static __typeof__(gradbook_end) *section_end;
static int control;
// What the host is ended by; it is looked at after every wait.
static volatile sig_atomic_t stops;
static sigset_t usual_signals;

static void note_end(int signal_number) { stops = stops || signal_number != SIGCHLD; }

// Waits until standard input has news of these kinds, a child has ended, the host is to end, or the time is over. Signals come during the
// wait alone, so none is missed; no descriptor is needed for them, which a sandbox would not give. Returns the news.
static short wait_for_news(short kinds, int64_t most) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = kinds};
  struct timespec limit = {most / 1000, most % 1000 * 1000000};
  if (ppoll(&input, 1, most < 0 ? NULL : &limit, &usual_signals) <= 0) return 0;
  return input.revents;
}

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// The host is the subreaper of all that its sections start, so that nothing escapes by losing its parent.
static void end_descendants(void) {
  char path[64], line[4096];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
  for (int round = 0; round < 100; round++) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = file >= 0 ? read(file, line, sizeof line - 1) : 0;
    if (file >= 0) close(file);
    if (length <= 0) return;
    line[length] = 0;
    for (char *next = line; *next;) {
      char *end;
      long child = strtol(next, &end, 10);
      if (end == next) break;
      kill((pid_t)child, SIGKILL);
      waitpid((pid_t)child, NULL, 0);
      next = end;
    }
  }
}

enum { most_arguments = 8 };

static _Noreturn void run_section(uint32_t section, const char *object, char *entries, int output, int errors, const char *scratch,
                                  char *rest) {
  sigprocmask(SIG_SETMASK, &usual_signals, NULL);
  // What gradbook ignores is inherited, and so is what the host handles.
  const int ignored[] = {SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGCHLD};
  for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) signal(ignored[i], SIG_DFL);
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A block may have deleted the folder of the section before it.
  mkdir(scratch, 0700);
  if (chdir(scratch) != 0) chdir("/");
  int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  close(nothing);
  dup2(output, STDOUT_FILENO);
  dup2(errors, STDERR_FILENO);
  struct rlimit file_size = {largest_file, largest_file}, no_core = {0, 0};
  setrlimit(RLIMIT_FSIZE, &file_size);
  setrlimit(RLIMIT_CORE, &no_core);
  section_open(control, output, errors, section);
  void *handle = dlopen(object, RTLD_NOW | RTLD_LOCAL);
  char name[] = "main", *arguments[most_arguments + 1] = {name}, *entry;
  int count = 1;
  while (count < most_arguments && (arguments[count] = strsep(&rest, "\t")) != NULL) count++;
  while ((entry = strsep(&entries, ",")) != NULL) {
    int (*start)(int, char **) = handle != NULL ? (int (*)(int, char **))dlsym(handle, entry) : NULL;
    if (start == NULL) {
      const char *why = dlerror();
      send_frame(control, gradbook_kind_not_loaded, section, -1, 0, 0, why, (uint32_t)strlen(why));
      _exit(1);
    }
    section_loaded((const void *)start);
    start(count, arguments);
  }
  section_end();
  _exit(0);
}

// One has used up its own time.
static bool has_timed_out;

// Returns the milliseconds that are left.
static int64_t supervise(uint32_t section, pid_t child, int64_t left) {
  int64_t deadline = milliseconds() + left;
  int status = 0;
  for (;;) {
    if (waitpid(child, &status, WNOHANG) == child) break;
    int64_t rest = deadline - milliseconds();
    if (rest <= 0) {
      send_frame(control, gradbook_kind_timed_out, section, -1, 0, 0, "", 0);
      has_timed_out = true;
      kill(-child, SIGKILL);
      // Where no signal may be sent, gradbook-confine ends the child, once this process has ended. The child is told to be gone, as it will be
      // before anybody reads it.
      if (kill(child, SIGKILL) != 0 && errno == ENOSYS) {
        send_frame(control, gradbook_kind_exited, section, -1, SIGKILL, 0, "", 0);
        _exit(1);
      }
      waitpid(child, &status, 0);
      break;
    }
    // Standard input is watched for its end alone: that is gradbook's own.
    if ((wait_for_news(0, rest < 1000 ? rest : 1000) & (POLLHUP | POLLERR)) != 0 || stops) {
      kill(-child, SIGKILL);
      end_descendants();
      _exit(1);
    }
  }
  kill(-child, SIGKILL);
  end_descendants();
  send_frame(control, gradbook_kind_exited, section, -1, status, 0, "", 0);
  int64_t rest = deadline - milliseconds();
  return rest > 0 ? rest : 0;
}

static int64_t carry_out(char *line, const char *scratch, int64_t left) {
  char *rest = line;
  const char *number = strsep(&rest, "\t"), *object = strsep(&rest, "\t");
  char *entries = strsep(&rest, "\t");
  const char *output_path = strsep(&rest, "\t"), *error_path = strsep(&rest, "\t");
  if (error_path == NULL) return left;
  const char *own_limit = strsep(&rest, "\t");
  int64_t limit = left;
  if (own_limit != NULL) {
    char *comma;
    limit = strtoll(own_limit, &comma, 10);
    if (has_timed_out && *comma == ',') limit = strtoll(comma + 1, NULL, 10);
    if (limit > left) limit = left;
  }
  uint32_t section = (uint32_t)strtoul(number, NULL, 10);
  if (left <= 0) {
    send_frame(control, gradbook_kind_timed_out, section, -1, 0, 0, "", 0);
    send_frame(control, gradbook_kind_exited, section, -1, 0, 0, "", 0);
    return 0;
  }
  int output = open(output_path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  int errors = open(error_path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  pid_t child = output >= 0 && errors >= 0 ? fork() : -1;
  if (child == 0) run_section(section, object, entries, output, errors, scratch, rest);
  if (child > 0) left += supervise(section, child, limit) - limit;
  if (child < 0) {
    const char *why = strerror(errno);
    send_frame(control, gradbook_kind_not_loaded, section, -1, 0, 0, why, (uint32_t)strlen(why));
    send_frame(control, gradbook_kind_exited, section, -1, 0, 0, "", 0);
  }
  close(output);
  close(errors);
  return left;
}

int main(int count, char **arguments) {
  if (count < 4) return 2;
  int64_t left = strtoll(arguments[1], NULL, 10);
  const char *scratch = arguments[2];
  control = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100);
  int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nothing, STDOUT_FILENO);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const int watched[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP};
  sigset_t blocked;
  sigemptyset(&blocked);
  struct sigaction action = {.sa_handler = note_end};
  for (size_t i = 0; i < sizeof watched / sizeof *watched; i++) {
    sigaddset(&blocked, watched[i]);
    sigaction(watched[i], &action, NULL);
  }
  sigprocmask(SIG_BLOCK, &blocked, NULL);
  // What a section starts with is the usual, whatever gradbook was started with.
  sigemptyset(&usual_signals);
  for (int i = 3; i < count; i++) {
    if (dlopen(arguments[i], RTLD_NOW | RTLD_GLOBAL) != NULL) continue;
    const char *why = dlerror();
    fprintf(stderr, "gradbook-host: %s\n", why);
    return 2;
  }
  send_frame = dlsym(RTLD_DEFAULT, "gradbook_send");
  section_open = dlsym(RTLD_DEFAULT, "gradbook_section_open");
  section_loaded = dlsym(RTLD_DEFAULT, "gradbook_section_loaded");
  section_end = dlsym(RTLD_DEFAULT, "gradbook_end");
  if (send_frame == NULL || section_open == NULL || section_loaded == NULL || section_end == NULL) return 2;
  // The first backtrace loads its unwinder: here, where a handler need not.
  void *frame[1];
  backtrace(frame, 1);

  char bytes[16384];
  size_t held = 0;
  for (;;) {
    short news = wait_for_news(POLLIN, -1);
    if (stops) break;
    if (news == 0) continue;
    ssize_t length = read(STDIN_FILENO, bytes + held, sizeof bytes - held);
    if (length <= 0) break;
    held += (size_t)length;
    char *line = bytes, *end;
    bool finished = false;
    while (!finished && (end = memchr(line, '\n', held - (size_t)(line - bytes))) != NULL) {
      *end = 0;
      finished = strcmp(line, "end") == 0;
      if (!finished) left = carry_out(line, scratch, left);
      line = end + 1;
    }
    if (finished) break;
    held -= (size_t)(line - bytes);
    memmove(bytes, line, held);
  }
  end_descendants();
  return 0;
}
