// A pool of threads for ranges that are large enough to be shared.
//
// Its threads start with the first range that is shared. Between two ranges they spin for a little while, because the next operator is
// usually near (a thread that sleeps takes about 40 µs to wake), then they sleep. After a fork the child has no threads but its own: its
// pool starts anew.
//
// Each thread has a share of its own, the same part of every range of the same size, and goes through it forwards and backwards by turns: what
// the last operator wrote last is still in the processor's own cache when the next one reads it. (A million elements, where memory is what
// counts: a third faster.) A thread that is done helps the others.
#define _GNU_SOURCE
#include "Parallel.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { most_threads = 64, spin_nanoseconds = 100000, ranges_per_thread = 8 };

static struct {
  gb_range_body body;
  void *context;
  int64_t count, step, ranges;
  /// Whether each thread begins with its last range: see `gb_parallel`.
  bool is_reversed;
  int shares;
  /// How many ranges of each thread's share have been taken; a line of the cache each.
  struct {
    _Alignas(64) _Atomic int64_t taken;
  } share[most_threads];
} job;

/// Grows with every job; the workers wait for it to change.
static _Atomic uint32_t generation;
/// Whether workers may join the current job, and how many have joined and are not done. Those that wake too late are not waited for.
static _Atomic uint32_t state;
enum { is_open = 1u << 16 };
static _Atomic uint32_t sleepers;
/// The processor that the job's caller was on.
static _Atomic int callers_processor;
static _Atomic int thread_count;
static int started;
static bool handles_fork;
static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local bool is_inside;

static void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/// Works on the ranges of this thread's share, then on what others have not begun.
static void work(int thread) {
  is_inside = true;
  for (int i = 0; i < job.shares; i++) {
    int share = (thread + i) % job.shares;
    int64_t first = job.ranges * share / job.shares, last = job.ranges * (share + 1) / job.shares;
    for (;;) {
      int64_t taken = atomic_fetch_add_explicit(&job.share[share].taken, 1, memory_order_relaxed);
      if (taken >= last - first) break;
      int64_t begin = (job.is_reversed ? last - 1 - taken : first + taken) * job.step;
      int64_t end = begin + job.step < job.count ? begin + job.step : job.count;
      job.body(job.context, begin, end);
    }
  }
  is_inside = false;
}

/// Waits until `*word` is no longer `old`: spinning first, then asleep.
static void wait_while(_Atomic uint32_t *word, uint32_t old) {
  int64_t start = nanoseconds();
  for (int i = 1;; i++) {
    if (atomic_load_explicit(word, memory_order_acquire) != old) return;
    relax();
    if (i % 64 == 0 && nanoseconds() - start > spin_nanoseconds) break;
  }
  atomic_fetch_add(&sleepers, 1);
  while (atomic_load_explicit(word, memory_order_acquire) == old) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, old, NULL, NULL, 0);
  }
  atomic_fetch_sub(&sleepers, 1);
}

static void wake(_Atomic uint32_t *word) {
  if (atomic_load(&sleepers) > 0) syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, most_threads, NULL, NULL, 0);
}

/// Moves this thread to another processor than the caller's, where it stays away from. The system likes to wake a thread where it was woken
/// from, and then leaves the two to take turns there for many milliseconds: work that comes now and then took nearly twice as long.
///
/// - allowed: Where the thread may run, as it was when it started.
static void leave_callers_processor(const cpu_set_t *allowed) {
  const int processor = atomic_load_explicit(&callers_processor, memory_order_relaxed);
  if (processor < 0 || processor >= CPU_SETSIZE || sched_getcpu() != processor) return;
  cpu_set_t others = *allowed;
  CPU_CLR((size_t)processor, &others);
  // Where there are more threads than processors they share them as the system likes.
  if (CPU_COUNT(&others) >= gb_thread_count() - 1) sched_setaffinity(0, sizeof others, &others);
}

/// - argument: The thread's number, and the generation it was started in.
static void *worker(void *argument) {
  int thread = (int)((uint64_t)(uintptr_t)argument >> 32);
  uint32_t seen = (uint32_t)(uintptr_t)argument;
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) CPU_ZERO(&allowed);
  for (;;) {
    wait_while(&generation, seen);
    seen = atomic_load_explicit(&generation, memory_order_acquire);
    uint32_t old = atomic_load(&state);
    while (old & is_open) {
      if (!atomic_compare_exchange_weak(&state, &old, old + 1)) continue;
      leave_callers_processor(&allowed);
      work(thread);
      atomic_fetch_sub(&state, 1);
      wake(&state);
      break;
    }
  }
  return NULL;
}

static void start_anew(void) {
  started = 0;
  atomic_store(&sleepers, 0);
  atomic_store(&state, 0);
  pthread_mutex_init(&busy, NULL);
  is_inside = false;
}

/// Called with `busy` held. Fewer threads than wanted are no error: those there are do the work.
static void start(int workers) {
  if (!handles_fork) {
    pthread_atfork(NULL, NULL, start_anew);
    handles_fork = true;
  }
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  // Signals are for the program's own threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (started < workers) {
    pthread_t thread;
    uint64_t argument = (uint64_t)(started + 1) << 32 | atomic_load(&generation);
    if (pthread_create(&thread, &attributes, worker, (void *)(uintptr_t)argument) != 0) break;
    started++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
}

int gb_thread_count(void) {
  int count = atomic_load_explicit(&thread_count, memory_order_relaxed);
  if (count > 0) return count;
  cpu_set_t set;
  count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  if (count > most_threads) count = most_threads;
  atomic_store_explicit(&thread_count, count, memory_order_relaxed);
  return count;
}

void gb_set_thread_count(int count) {
  atomic_store_explicit(&thread_count, count < 1 ? 1 : count > most_threads ? most_threads : count, memory_order_relaxed);
}

void gb_parallel(int64_t count, int64_t grain, gb_range_body body, void *context) {
  if (count <= 0) return;
  if (grain < 1) grain = 1;
  int threads = gb_thread_count();
  if (count <= grain || threads == 1 || is_inside || pthread_mutex_trylock(&busy) != 0) {
    body(context, 0, count);
    return;
  }
  if (started < threads - 1) start(threads - 1);
  int64_t step = count / (threads * ranges_per_thread) + 1;
  job.body = body;
  job.context = context;
  job.count = count;
  job.step = step < grain ? grain : step;
  // A range of elements that begins within a line of the cache has every vector's store in two of them.
  if (job.step >= 1024) job.step = (job.step + 63) & ~63LL;
  job.ranges = (count + job.step - 1) / job.step;
  job.shares = threads;
  job.is_reversed = !job.is_reversed;
  for (int i = 0; i < threads; i++) atomic_store_explicit(&job.share[i].taken, 0, memory_order_relaxed);
  atomic_store_explicit(&callers_processor, sched_getcpu(), memory_order_relaxed);
  atomic_store(&state, is_open);
  atomic_fetch_add(&generation, 1);
  wake(&generation);
  work(0);
  uint32_t left = atomic_fetch_sub(&state, is_open) - is_open;
  while (left != 0) {
    wait_while(&state, left);
    left = atomic_load(&state);
  }
  pthread_mutex_unlock(&busy);
}
