// What gantry-child is told on its command line.
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct options {
    /// Milliseconds until the program is told to end; negative: never.
    long deadline;
    /// Milliseconds between TERM and KILL.
    long grace;
    /// The process that started this one.
    long parent;
    /// Limits; negative: none. Bytes, seconds, counts.
    long long memory, cpu, descriptors, file_size, processes;
    bool is_fenced, has_network;
    /// Paths beneath which files may be read, and those beneath which they may be written; not owned.
    const char **readable, **writable;
    size_t readable_count, writable_count;
    char **program;
};

/// Reads the command line. Says what is wrong on standard error, and ends the process with 64.
void options_read(struct options *options, int count, char **words);

#endif
