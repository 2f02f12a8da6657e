#pragma once
#include <stdint.h>

// What gradbook and gradbook-confine say to each other, and system calls that Swift's Glibc does not offer. No logic.

enum {
  /// The descriptor of a program's socket to the judge.
  confine_channel = 3,
  /// The exit status of a gradbook-confine that could not do its work.
  confine_failed = 125,
};

#define confine_report_magic 0x3143464e4f434247ull

/// The last bytes on the standard error of a sandbox.
typedef struct {
  uint64_t magic;
  /// The program's exit status, and the signal that ended it or 0.
  int32_t status;
  int32_t signal;
  /// Of the program and its children that it waited for.
  uint64_t microseconds;
  uint64_t largest_kilobytes;
} confine_report;

/// A descriptor that can be polled for the end of a process, or -1.
int gb_pidfd_open(int process);

/// How many processes and threads the machine has.
int gb_task_count(void);

/// The version of Landlock's interface, or less than 1 where there is none.
int gb_landlock_abi(void);
