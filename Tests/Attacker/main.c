// Attacks on a sandbox, one a run: attacker NAME [ARGUMENT…].
//
// What an attack reached it says on standard output, a line each. Exit status 0: it reached something; 1: all was refused. An attack that
// never ends is ended by the sandbox. Without a sandbox each of them reaches what it is after: that is the tests' control.
#define _GNU_SOURCE
#include "attacks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  void (*run)(char **arguments);
} attacks[] = {
    {"loop", loop},
    {"loop-deaf", loop_deaf},
    {"sleep", sleep_long},
    {"memory", memory_touched},
    {"memory-at-once", memory_at_once},
    {"memory-shared", memory_shared},
    {"memory-in-processes", memory_in_processes},
    {"forks", forks},
    {"children", children},
    {"threads", threads},
    {"output", output},
    {"errors", errors},
    {"read", read_files},
    {"environment", environment},
    {"write", write_files},
    {"fill", fill},
    {"fill-names", fill_names},
    {"large-file", large_file},
    {"connect", connect_to},
    {"signal", signal_process},
    {"trace", trace_process},
    {"leave", leave_grandchild},
    {"link", make_link},
    {"calls", forbidden_calls},
    {"limits", raise_limits},
    {"privileges", privileges},
    {"flood", flood_channel},
    {"report", forge_report},
};

static int reached_count;

void reached(const char *what) {
  reached_count++;
  printf("%s\n", what);
  fflush(stdout);
}

int main(int count, char **arguments) {
  for (size_t i = 0; count > 1 && i < sizeof attacks / sizeof *attacks; i++) {
    if (strcmp(arguments[1], attacks[i].name) != 0) continue;
    attacks[i].run(arguments + 2);
    return reached_count > 0 ? 0 : 1;
  }
  fprintf(stderr, "no such attack\n");
  return 2;
}
