#define _GNU_SOURCE
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Rights and fields that the kernel's headers of Debian 12 do not know yet: the numbers are the kernel's interface.
enum {
  execute = 1 << 0,
  write_file = 1 << 1,
  read_file = 1 << 2,
  read_folder = 1 << 3,
  first_rights = (1 << 13) - 1,  // ABI 1
  refer = 1 << 13,               // ABI 2
  truncate_file = 1 << 14,       // ABI 3
  ioctl_device = 1 << 15,        // ABI 5
  network = 3,                   // ABI 4: bind and connect by TCP
  scopes = 3,                    // ABI 6: abstract sockets and signals
};

struct ruleset {
  uint64_t files, network, scopes;
};

static void allow(int ruleset, const char *path, uint64_t rights) {
  int place = open(path, O_PATH | O_CLOEXEC);
  struct stat status;
  // What is not there needs no right.
  if (place < 0 && errno == ENOENT) return;
  if (place < 0 || fstat(place, &status) != 0) fail(path);
  // A file has no rights of a folder.
  if (!S_ISDIR(status.st_mode)) rights &= execute | write_file | read_file | truncate_file | ioctl_device;
  struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = place};
  if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) fail(path);
  close(place);
}

void restrict_files(char *const *read, char *const *write) {
  long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) fail("Landlock");
  struct ruleset attributes = {.files = first_rights};
  if (abi >= 2) attributes.files |= refer;
  if (abi >= 3) attributes.files |= truncate_file;
  if (abi >= 5) attributes.files |= ioctl_device;
  if (abi >= 4) attributes.network = network;
  if (abi >= 6) attributes.scopes = scopes;
  // An older kernel takes a longer structure where the rest is zero.
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
  if (ruleset < 0) fail("Landlock's rules");
  for (; *read != NULL; read++) allow(ruleset, *read, execute | read_file | read_folder);
  for (; *write != NULL; write++) allow(ruleset, *write, attributes.files & ~(uint64_t)(execute | ioctl_device));
  allow(ruleset, "/dev/null", read_file | write_file | (attributes.files & truncate_file));
  if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) fail("Landlock");
  close(ruleset);
}
