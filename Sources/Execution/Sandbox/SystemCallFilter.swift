import Cseccomp
import Glibc
import SystemPackage

/// The system calls that a program in a sandbox may make; every other one, those that are still to be invented too, fails with `ENOSYS`.
///
/// A list of what is allowed: what a Swift program, its runtime, libdispatch, the compiler and the linker use on files, memory, time, their own
/// processes and threads, and on descriptors that they have. Not in it, so refused: tracing and reading other processes, namespaces, mounts,
/// sockets of any family, shared memory and queues that have names, keys, BPF, performance counters, io_uring, user fault handling, clocks,
/// modules, and all that needs a privilege. `clone3` is refused because a filter cannot see its flags; the C library then uses `clone`.
struct SystemCallFilter {
  /// Where there is no namespace of processes and files, a program may send no signal, leave its process group or change what it cannot write.
  var hasNamespaces: Bool

  private static let always = [
    // Memory
    "mmap", "mmap2", "munmap", "mprotect", "mremap", "madvise", "brk", "mincore", "msync", "membarrier",
    // Files
    "open", "openat", "openat2", "creat", "close", "close_range", "read", "write", "pread64", "pwrite64", "readv", "writev", "preadv",
    "pwritev",
    "preadv2", "pwritev2", "lseek", "_llseek", "fstat", "stat", "lstat", "newfstatat", "fstatat64", "statx", "fstat64", "stat64", "lstat64",
    "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getdents", "getdents64", "getcwd", "chdir", "fchdir", "rename",
    "renameat",
    "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "link", "linkat", "symlink", "symlinkat", "ftruncate", "ftruncate64",
    "fsync",
    "fdatasync", "sync_file_range", "flock", "fallocate", "fadvise64", "sendfile", "sendfile64", "copy_file_range", "dup", "dup2", "dup3",
    "pipe",
    "pipe2", "umask", "statfs", "fstatfs", "statfs64", "fstatfs64",
    // Descriptors: a channel that is there already can be used, none can be made
    "poll", "ppoll", "select", "_newselect", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
    "epoll_pwait2",
    "eventfd", "eventfd2", "timerfd_create", "timerfd_settime", "timerfd_gettime", "sendto", "recvfrom", "send", "recv", "shutdown",
    "getsockopt", "getsockname", "getpeername",
    // Processes and threads of its own
    "fork", "vfork", "execve", "execveat", "exit", "exit_group", "wait4", "waitid", "waitpid", "getpid", "getppid", "gettid", "getpgrp",
    "getpgid",
    "getsid", "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "set_tid_address", "set_robust_list",
    "get_robust_list", "rseq", "prctl", "arch_prctl", "futex", "futex_time64", "futex_waitv", "sched_yield", "sched_getaffinity",
    "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min", "getpriority", "getcpu", "getrusage",
    "getrlimit", "ugetrlimit", "setrlimit", "times", "sysinfo", "uname", "capget", "getrandom",
    // Signals to itself, and time
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait", "sigaltstack", "sigreturn",
    "pause",
    "restart_syscall", "nanosleep", "clock_nanosleep", "clock_gettime", "clock_getres", "clock_gettime64", "clock_nanosleep_time64",
    "gettimeofday", "time", "alarm", "setitimer", "getitimer", "timer_create", "timer_settime", "timer_gettime", "timer_getoverrun",
    "timer_delete",
  ]

  /// What reaches further than the program's own files and processes where nothing else holds it.
  private static let inNamespaces = [
    "kill", "tkill", "tgkill", "setsid", "setpgid", "truncate", "truncate64", "chmod", "fchmod", "fchmodat", "utimensat", "utimes",
    "futimesat",
  ]

  /// Of `fcntl`: not to whom and with which signal news of a descriptor are sent, and not how large a pipe is.
  private static let descriptorCommands: [Int32] = [
    F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW, 36, 37, 38, 1032, 1034,
  ]
  /// Of `ioctl`: whether it is a terminal, its size, how many bytes wait, close on exec, non-blocking.
  private static let deviceCommands: [UInt64] = [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451]
  /// `CLONE_NEW…`: any new namespace.
  private static let namespaceFlags: UInt64 = 0x7E02_0000

  /// Writes the filter as the kernel takes it.
  func write(to path: String) throws(SetupError) {
    guard let filter = seccomp_init(gb_filter_error(UInt16(ENOSYS))) else { throw SetupError("libseccomp made no filter") }
    defer { seccomp_release(filter) }
    for name in Self.always + (hasNamespaces ? Self.inNamespaces : []) { try allow(name, in: filter) }
    try allow("clone", in: filter, scmp_arg_cmp(arg: 0, op: SCMP_CMP_MASKED_EQ, datum_a: Self.namespaceFlags, datum_b: 0))
    try allow("prlimit64", in: filter, scmp_arg_cmp(arg: 0, op: SCMP_CMP_EQ, datum_a: 0, datum_b: 0))
    for command in Self.descriptorCommands {
      let rule = scmp_arg_cmp(arg: 1, op: SCMP_CMP_MASKED_EQ, datum_a: 0xFFFF_FFFF, datum_b: UInt64(command))
      for name in ["fcntl", "fcntl64"] { try allow(name, in: filter, rule) }
    }
    for command in Self.deviceCommands {
      try allow("ioctl", in: filter, scmp_arg_cmp(arg: 1, op: SCMP_CMP_MASKED_EQ, datum_a: 0xFFFF_FFFF, datum_b: command))
    }
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SetupError("\(path) cannot be written: \(Errno(rawValue: errno))") }
    defer { close(file) }
    // Whatever the caller's umask.
    fchmod(file, 0o644)
    guard seccomp_export_bpf(filter, file) == 0 else { throw SetupError("libseccomp wrote no filter to \(path)") }
  }

  private func allow(_ name: String, in filter: scmp_filter_ctx, _ condition: scmp_arg_cmp? = nil) throws(SetupError) {
    let number = seccomp_syscall_resolve_name(name)
    // One that this processor or this libseccomp does not know stays refused.
    guard number >= 0 else { return }
    let conditions = condition.map { [$0] } ?? []
    guard seccomp_rule_add_array(filter, gb_filter_allow, number, UInt32(conditions.count), conditions) == 0 else {
      throw SetupError("libseccomp took no rule for \(name)")
    }
  }
}
