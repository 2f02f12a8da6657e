#define _GNU_SOURCE
#include "attacks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

void read_files(char **arguments) {
  for (; *arguments != NULL; arguments++) {
    char byte;
    int file = open(*arguments, O_RDONLY);
    // A folder that can be opened can be listed.
    if (file >= 0 && (read(file, &byte, 1) >= 0 || errno == EISDIR)) reached(*arguments);
    if (file >= 0) close(file);
  }
}

/// The variables whose value holds the argument.
void environment(char **arguments) {
  for (char **variable = environ; *variable != NULL; variable++) {
    if (strstr(*variable, arguments[0]) != NULL) reached(*variable);
  }
}

/// A new file in each folder, and the rights of each.
void write_files(char **arguments) {
  for (; *arguments != NULL; arguments++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/attack", *arguments);
    int file = open(path, O_WRONLY | O_CREAT, 0666);
    if (file >= 0) {
      reached(path);
      close(file);
      unlink(path);
    }
    struct stat status;
    if (stat(*arguments, &status) == 0 && chmod(*arguments, status.st_mode & 07777) == 0) reached(*arguments);
  }
}

/// Files of 3 MB until there is no more room, or there are that many megabytes: how many were written.
void fill(char **arguments) {
  static char block[1 << 20];
  long megabytes = strtol(arguments[1], NULL, 10), written = 0;
  for (int number = 0; written < megabytes; number++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/fill-%d", arguments[0], number);
    int file = open(path, O_WRONLY | O_CREAT, 0666);
    if (file < 0) break;
    long before = written;
    for (int i = 0; i < 3 && written < megabytes && write(file, block, sizeof block) == sizeof block; i++) written++;
    close(file);
    if (written == before) break;
  }
  char text[32];
  snprintf(text, sizeof text, "%ld", written);
  if (written > 0) reached(text);
}

/// That many empty files.
void fill_names(char **arguments) {
  long count = strtol(arguments[1], NULL, 10), made = 0;
  for (; made < count; made++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/name-%ld", arguments[0], made);
    int file = open(path, O_WRONLY | O_CREAT, 0666);
    if (file < 0) return;
    close(file);
  }
  reached("names");
}

/// One file of that many megabytes.
void large_file(char **arguments) {
  static char block[1 << 20];
  char path[4096];
  snprintf(path, sizeof path, "%s/large", arguments[0]);
  int file = open(path, O_WRONLY | O_CREAT, 0666);
  for (long left = strtol(arguments[1], NULL, 10); left > 0; left--) {
    if (write(file, block, sizeof block) != sizeof block) return;
  }
  reached("large file");
}

/// In a folder where gradbook will read: links from, to, and what is no file.
void make_link(char **arguments) {
  char path[4096];
  snprintf(path, sizeof path, "%s/result", arguments[0]);
  if (symlink(arguments[1], path) == 0) reached("link");
  snprintf(path, sizeof path, "%s/pipe", arguments[0]);
  if (mknod(path, S_IFIFO | 0666, 0) == 0) reached("pipe");
  snprintf(path, sizeof path, "%s/folder", arguments[0]);
  if (mkdir(path, 0) == 0) reached("folder");
}
