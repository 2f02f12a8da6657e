// Runs one program under limits that it cannot lift. Two roles:
//
//   gradbook-confine enter UID BUBBLEWRAP ARGUMENT...
//
// for root alone: makes a user namespace in which UID is known beside root, and becomes bubblewrap in it. Without it a program would be
// root's own outside, whose processes the kernel does not count.
//
//   gradbook-confine start OPTION... -- PROGRAM ARGUMENT...
//
// starts PROGRAM and waits for it; inside bubblewrap it is the namespace's first process. Standard input is a socket to gradbook: a byte on
// it says that everything is in place and that the program is next. When the program has ended, all that it started is ended; then a
// report (see CSandbox.h) is the last that is written to standard error, so that no program can have written it.
#define _GNU_SOURCE
#include "confine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void fail(const char *what) {
  fprintf(stderr, "gradbook-confine: %s: %s\n", what, strerror(errno));
  exit(confine_failed);
}

int main(int count, char **arguments) {
  if (count > 3 && strcmp(arguments[1], "enter") == 0) enter(arguments + 2);
  if (count > 2 && strcmp(arguments[1], "start") == 0) start(arguments + 2);
  fprintf(stderr, "gradbook-confine is started by gradbook alone\n");
  return confine_failed;
}
