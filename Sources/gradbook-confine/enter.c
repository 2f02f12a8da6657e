#define _GNU_SOURCE
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_map(pid_t process, const char *file, const char *user) {
  char path[64], map[64];
  snprintf(path, sizeof path, "/proc/%d/%s", process, file);
  int length = snprintf(map, sizeof map, "0 0 1\n%s %s 1\n", user, user);
  int descriptor = open(path, O_WRONLY | O_CLOEXEC);
  if (descriptor < 0 || write(descriptor, map, (size_t)length) != length) fail(path);
  close(descriptor);
}

/// A namespace lives as long as somebody has it open: the child that made it can go.
static int user_namespace(const char *user) {
  int ready[2];
  if (pipe2(ready, O_CLOEXEC) != 0) fail("pipe");
  pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int code = unshare(CLONE_NEWUSER) == 0 ? 0 : errno;
    if (write(ready[1], &code, sizeof code) != sizeof code) _exit(1);
    for (;;) pause();
  }
  int code = 0;
  if (read(ready[0], &code, sizeof code) != sizeof code) fail("a process that ended");
  errno = code;
  if (code != 0) fail("no user namespace");
  write_map(child, "uid_map", user);
  write_map(child, "gid_map", user);
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/user", child);
  int descriptor = open(path, O_RDONLY);
  if (descriptor < 0) fail(path);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  close(ready[0]);
  close(ready[1]);
  return descriptor;
}

void enter(char **arguments) {
  const char *user = arguments[0];
  char **command = arguments + 1;
  size_t count = 0;
  while (command[count] != NULL) count++;
  char number[16];
  snprintf(number, sizeof number, "%d", user_namespace(user));
  char **extended = calloc(count + 3, sizeof *extended);
  if (extended == NULL) fail("memory");
  extended[0] = command[0];
  extended[1] = "--userns";
  extended[2] = number;
  memcpy(extended + 3, command + 1, (count - 1) * sizeof *command);
  execv(command[0], extended);
  fail(command[0]);
}
