#define _GNU_SOURCE
#include "attacks.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { megabyte = 1 << 20 };

void loop(char **arguments) {
  (void)arguments;
  for (volatile uint64_t i = 0;; i++) {}
}

void loop_deaf(char **arguments) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
  loop(arguments);
}

/// Under the name of the argument, if there is one.
void sleep_long(char **arguments) {
  if (arguments[0] != NULL) prctl(PR_SET_NAME, arguments[0]);
  for (;;) pause();
}

/// Takes as many megabytes as the argument says, one after the other.
static void take(const char *count, int flags) {
  long megabytes = strtol(count, NULL, 10);
  for (long i = 0; i < megabytes; i++) {
    char *memory = mmap(NULL, megabyte, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);
    if (memory == MAP_FAILED) return;
    memset(memory, 1, megabyte);
  }
  reached("memory");
}

void memory_touched(char **arguments) { take(arguments[0], MAP_PRIVATE); }

void memory_shared(char **arguments) { take(arguments[0], MAP_SHARED); }

/// Gigabytes in one call, not touched.
void memory_at_once(char **arguments) {
  size_t size = strtoul(arguments[0], NULL, 10) << 30;
  if (mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE | MAP_NORESERVE, -1, 0) != MAP_FAILED) reached("memory at once");
}

/// Processes, megabytes each.
void memory_in_processes(char **arguments) {
  long processes = strtol(arguments[0], NULL, 10);
  for (long i = 0; i < processes; i++) {
    if (fork() != 0) continue;
    take(arguments[1], MAP_PRIVATE);
    sleep(15);
    _exit(0);
  }
  while (wait(NULL) > 0) {}
}

/// Forks that many times, in every process that there is by then, under a name that the test looks for.
void forks(char **arguments) {
  prctl(PR_SET_NAME, arguments[1]);
  long count = strtol(arguments[0], NULL, 10);
  pid_t first = getpid();
  for (long i = 0; i < count; i++) fork();
  if (getpid() != first) sleep_long(arguments + 1);
  reached("forks");
}

/// Has that many children at once.
void children(char **arguments) {
  long count = strtol(arguments[0], NULL, 10);
  for (long i = 0; i < count; i++) {
    pid_t child = fork();
    if (child < 0) return;
    if (child == 0) sleep_long(arguments + 1);
  }
  reached("children");
}

static void *rest(void *unused) {
  for (;;) pause();
  return unused;
}

void threads(char **arguments) {
  long count = strtol(arguments[0], NULL, 10);
  for (long i = 0; i < count; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, rest, NULL) != 0) return;
  }
  reached("threads");
}

static void write_megabytes(int descriptor, const char *count) {
  static char block[megabyte];
  long megabytes = strtol(count, NULL, 10);
  for (long i = 0; i < megabytes; i++) {
    if (write(descriptor, block, sizeof block) < 0) return;
  }
}

void output(char **arguments) { write_megabytes(STDOUT_FILENO, arguments[0]); }

void errors(char **arguments) { write_megabytes(STDERR_FILENO, arguments[0]); }
