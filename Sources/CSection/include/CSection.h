// The calls that a section's compiled code, or a check's, makes: they mark where a block begins, and say how it ended.
// `gradbook-host` loads them with global visibility before it loads a section; the section finds them by name.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What goes over the control pipe to gradbook: one frame a write, whole or not at all (at most PIPE_BUF bytes).
enum gradbook_kind {
  gradbook_kind_began = 1,         // a block begins; offset: bytes of output before it
  gradbook_kind_ended = 2,         // the section ran to its end
  gradbook_kind_threw = 3,         // an error left a block that promised none; text: the error
  gradbook_kind_caught = 4,        // a `throws` block threw; text: the error
  gradbook_kind_fell_through = 5,  // a `throws` block threw nothing
  gradbook_kind_fork_died = 6,     // a `traps` block's child ended; code: its wait status; text: its standard error
  gradbook_kind_fork_threw = 7,    // a `traps` block's child threw an error; text: the error
  gradbook_kind_died = 8,          // a fatal signal; code: its number; text: offsets of the frames in the section's object
  gradbook_kind_closed = 9,        // a block closed its standard output
  gradbook_kind_exited = 10,       // the section's process is gone; code: its wait status
  gradbook_kind_timed_out = 11,    // the chapter's time ran out in this section
  gradbook_kind_not_loaded = 12,   // the section's object could not be loaded; text: why
  gradbook_kind_thrown_from = 13,  // where the last error was thrown; text: offsets of frames
  gradbook_kind_answer = 14,       // a piece of a check's answer; text: its bytes
  gradbook_kind_figure = 15,       // a piece of a figure that a block shows; code: whether it is the last; text: its bytes
};

struct gradbook_frame {
  uint32_t kind;
  uint32_t section;
  int32_t block;
  int32_t code;
  uint64_t offset;
  uint32_t length;
  uint32_t mark;
};

// In every frame: a block that writes to the control pipe by mistake is noticed.
enum { gradbook_frame_mark = 0x6b6f6f62 };

// Called by the host in the section's own process, before the section.
void gradbook_section_open(int control, int output, int errors, uint32_t section);
// After the section's object is loaded: where it lies, so that frames become offsets.
void gradbook_section_loaded(const void *entry);
// Writes one frame; a text that is too long is cut.
void gradbook_send(int control, uint32_t kind, uint32_t section, int32_t block, int32_t code, uint64_t offset, const char *text,
                   uint32_t length);

// What a section may show: more is no page any more.
enum { gradbook_largest_figure = 256 * 1024, gradbook_most_figures = 64 };

// Called by the section; what has a Swift type by way of SectionCalls.
void gradbook_begin(int32_t block);
_Noreturn void gradbook_end(void);
_Noreturn void gradbook_threw_text(const char *text);
void gradbook_caught_text(const char *text);
void gradbook_fell_through(void);
bool gradbook_fork(void);
_Noreturn void gradbook_fork_end(void);
_Noreturn void gradbook_fork_threw_text(const char *text);
bool gradbook_never(void);
void gradbook_show_bytes(const char *svg, size_t length);

// Called by a check, through the library's module Checking.

// Sends bytes of the check's answer.
void gradbook_answer(const char *bytes, size_t length);
// Runs `body` in a forked child. Returns the child's wait status and, in `text`, what it wrote to standard error, cut to `room` - 1 bytes.
int32_t gradbook_trial(void (*body)(void *), void *context, char *text, size_t room);
// What is written to standard output from here on is taken back at the end.
void gradbook_begin_capture(void);
// Takes it back. Returns how many bytes of it are in `text`: at most `room`.
size_t gradbook_end_capture(char *text, size_t room);
