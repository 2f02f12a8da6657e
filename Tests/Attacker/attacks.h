#pragma once

/// Says what an attack reached.
void reached(const char *what);

// Time and memory
void loop(char **arguments);
void loop_deaf(char **arguments);
void sleep_long(char **arguments);
void memory_touched(char **arguments);
void memory_at_once(char **arguments);
void memory_shared(char **arguments);
void memory_in_processes(char **arguments);
void forks(char **arguments);
void children(char **arguments);
void threads(char **arguments);
void output(char **arguments);
void errors(char **arguments);

// Files
void read_files(char **arguments);
void environment(char **arguments);
void write_files(char **arguments);
void fill(char **arguments);
void fill_names(char **arguments);
void large_file(char **arguments);
void make_link(char **arguments);

// Other processes and the kernel
void connect_to(char **arguments);
void signal_process(char **arguments);
void trace_process(char **arguments);
void leave_grandchild(char **arguments);
void forbidden_calls(char **arguments);
void raise_limits(char **arguments);
void privileges(char **arguments);
void flood_channel(char **arguments);
void forge_report(char **arguments);
