#define _GNU_SOURCE
#include "CSection.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

enum { frame_depth = 64, throw_depth = 24 };

static int control_fd = -1;
static int output_fd = -1;
static int errors_fd = -1;
static uint32_t section_number;
static int32_t current_block = -1;
static const char *object_base;
static void *thrown_from[throw_depth];
static int thrown_depth;
static bool is_child;

void gradbook_send(int control, uint32_t kind, uint32_t section, int32_t block, int32_t code, uint64_t offset, const char *text,
                   uint32_t length) {
  char bytes[PIPE_BUF];
  uint32_t room = sizeof bytes - sizeof(struct gradbook_frame);
  if (length > room) length = room;
  struct gradbook_frame frame = {kind, section, block, code, offset, length, gradbook_frame_mark};
  memcpy(bytes, &frame, sizeof frame);
  if (length > 0) memcpy(bytes + sizeof frame, text, length);
  while (write(control, bytes, sizeof frame + length) < 0 && errno == EINTR) {
  }
}

static uint64_t size_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? (uint64_t)status.st_size : 0;
}

static void send_text(uint32_t kind, int32_t code, const char *text) {
  gradbook_send(control_fd, kind, section_number, current_block, code, size_of(output_fd), text, (uint32_t)strlen(text));
}

// Offsets in the section's object, in hexadecimal, the innermost first. A return address lies after its call: one is taken away, but
// not from the instruction that trapped.
static void send_frames(uint32_t kind, int32_t code, void *const *frames, int depth, const void *trapped) {
  char text[frame_depth * 18];
  int length = 0;
  for (int i = 0; i < depth; i++) {
    Dl_info info;
    if (object_base == NULL || dladdr(frames[i], &info) == 0 || info.dli_fbase != object_base) continue;
    long offset = (const char *)frames[i] - object_base - (frames[i] == trapped ? 0 : 1);
    length += snprintf(text + length, sizeof text - (size_t)length, "%lx ", offset);
  }
  gradbook_send(control_fd, kind, section_number, current_block, code, size_of(output_fd), text, (uint32_t)length);
}

// The Swift runtime calls this whenever an error is thrown: only then does anything know where.
static void will_throw(void *error) {
  (void)error;
  thrown_depth = backtrace(thrown_from, throw_depth);
}

static void send_thrown_from(void) {
  if (thrown_depth > 0) send_frames(gradbook_kind_thrown_from, 0, thrown_from, thrown_depth, NULL);
}

// The process is dying in a known state of its own code, not inside the C library: what was printed is worth the risk of a flush, and an
// alarm ends it should the flush wait for a lock.
static void died(int signal_number, siginfo_t *info, void *context) {
  (void)info;
  signal(SIGALRM, SIG_DFL);
  alarm(2);
  const void *trapped = NULL;
#if defined(__x86_64__)
  trapped = (const void *)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  trapped = (const void *)((ucontext_t *)context)->uc_mcontext.pc;
#endif
  void *frames[frame_depth];
  int depth = backtrace(frames, frame_depth);
  fflush(stdout);
  send_thrown_from();
  send_frames(gradbook_kind_died, signal_number, frames, depth, trapped);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void gradbook_section_open(int control, int output, int errors, uint32_t section) {
  control_fd = control;
  output_fd = output;
  errors_fd = errors;
  section_number = section;
  // A line at a time, as on a terminal: what was printed before a crash is there.
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
  // A stack of its own, for when the stack is what ran out.
  static char signal_stack[64 * 1024];
  stack_t stack = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
  sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_sigaction = died, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  const int fatal[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, NULL);
  void (**hook)(void *) = dlsym(RTLD_DEFAULT, "_swift_willThrow");
  if (hook != NULL) *hook = will_throw;
}

void gradbook_section_loaded(const void *entry) {
  Dl_info info;
  if (dladdr(entry, &info) != 0) object_base = info.dli_fbase;
}

// A block that closed its standard output must not silence the blocks after it.
static void check_output(void) {
  fflush(stdout);
  if (current_block < 0 || fcntl(STDOUT_FILENO, F_GETFD) >= 0) return;
  send_text(gradbook_kind_closed, 0, "");
  dup2(output_fd, STDOUT_FILENO);
}

void gradbook_begin(int32_t block) {
  check_output();
  current_block = block;
  thrown_depth = 0;
  send_text(gradbook_kind_began, 0, "");
}

_Noreturn void gradbook_end(void) {
  check_output();
  send_text(gradbook_kind_ended, 0, "");
  _exit(0);
}

_Noreturn void gradbook_threw_text(const char *text) {
  fflush(stdout);
  send_thrown_from();
  send_text(gradbook_kind_threw, 0, text);
  _exit(0);
}

void gradbook_caught_text(const char *text) {
  fflush(stdout);
  send_text(gradbook_kind_caught, 0, text);
}

void gradbook_fell_through(void) {
  fflush(stdout);
  send_text(gradbook_kind_fell_through, 0, "");
}

// True in the child; in the parent false, once the child is gone.
bool gradbook_fork(void) {
  fflush(stdout);
  fflush(stderr);
  uint64_t start = size_of(errors_fd);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    is_child = true;
    return true;
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  char text[PIPE_BUF / 2];
  ssize_t length = pread(errors_fd, text, sizeof text, (off_t)start);
  gradbook_send(control_fd, gradbook_kind_fork_died, section_number, current_block, child > 0 ? status : -1, size_of(output_fd), text,
                length > 0 ? (uint32_t)length : 0);
  return false;
}

_Noreturn void gradbook_fork_end(void) {
  fflush(stdout);
  _exit(0);
}

_Noreturn void gradbook_fork_threw_text(const char *text) {
  fflush(stdout);
  send_text(gradbook_kind_fork_threw, 0, text);
  _exit(0);
}

bool gradbook_never(void) { return false; }

// In pieces, since a frame goes over the pipe in one write. Nothing of a `traps` block is there afterwards: its child shows nothing.
void gradbook_show_bytes(const char *svg, size_t length) {
  static int count = 0;
  if (is_child) return;
  if (length > gradbook_largest_figure || ++count > gradbook_most_figures) {
    fflush(stdout);
    if (count > gradbook_most_figures) fprintf(stderr, "Fatal error: show: a section shows at most %d figures\n", gradbook_most_figures);
    else fprintf(stderr, "Fatal error: show: a figure has at most %d bytes, this one %zu\n", gradbook_largest_figure, length);
    abort();
  }
  const size_t room = PIPE_BUF - sizeof(struct gradbook_frame);
  size_t start = 0, piece;
  do {
    piece = length - start < room ? length - start : room;
    gradbook_send(control_fd, gradbook_kind_figure, section_number, current_block, start + piece == length, size_of(output_fd),
                  svg + start, (uint32_t)piece);
    start += piece;
  } while (start < length);
}

void gradbook_answer(const char *bytes, size_t length) {
  const size_t piece = PIPE_BUF - sizeof(struct gradbook_frame);
  for (size_t start = 0; start < length; start += piece) {
    size_t count = length - start < piece ? length - start : piece;
    gradbook_send(control_fd, gradbook_kind_answer, section_number, current_block, 0, 0, bytes + start, (uint32_t)count);
  }
}

int32_t gradbook_trial(void (*body)(void *), void *context, char *text, size_t room) {
  fflush(stdout);
  fflush(stderr);
  uint64_t start = size_of(errors_fd);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    // Its death is what is asked for, and no news.
    const int fatal[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) signal(fatal[i], SIG_DFL);
    body(context);
    _exit(0);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ssize_t length = pread(errors_fd, text, room - 1, (off_t)start);
  text[length > 0 ? length : 0] = 0;
  return child > 0 ? status : -1;
}

static uint64_t capture_start;

void gradbook_begin_capture(void) {
  fflush(stdout);
  capture_start = size_of(output_fd);
}

size_t gradbook_end_capture(char *text, size_t room) {
  fflush(stdout);
  ssize_t length = pread(output_fd, text, room, (off_t)capture_start);
  // It is said in the answer, and not printed.
  if (ftruncate(output_fd, (off_t)capture_start) != 0) return 0;
  return length > 0 ? (size_t)length : 0;
}
