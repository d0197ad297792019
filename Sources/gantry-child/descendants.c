#define _GNU_SOURCE
#include "descendants.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct process {
    pid_t id, parent;
    bool is_ours;
};

/// The parent of a process; 0 where it is gone.
static pid_t parent_of(const char *id) {
    char path[300], text[512];
    snprintf(path, sizeof path, "/proc/%s/stat", id);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    // The name before it may hold anything, brackets among it.
    char *end = strrchr(text, ')');
    int parent = 0;
    return end && sscanf(end + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

/// Every process there is, with its parent; the caller frees it. Null where there is no memory.
static struct process *list(size_t *count) {
    DIR *folder = opendir("/proc");
    size_t room = 256;
    struct process *processes = malloc(room * sizeof *processes);
    *count = 0;
    for (struct dirent *entry; folder && processes && (entry = readdir(folder));) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
        if (*count == room) {
            struct process *more = realloc(processes, (room *= 2) * sizeof *processes);
            if (!more) break;
            processes = more;
        }
        processes[(*count)++] = (struct process){.id = atoi(entry->d_name), .parent = parent_of(entry->d_name)};
    }
    if (folder) closedir(folder);
    return processes;
}

/// Sends a signal to each descendant that is there now, and gives how many there are.
static size_t signal_each(int signal) {
    size_t count, found = 0;
    struct process *processes = list(&count);
    if (!processes) return 0;
    pid_t own = getpid();
    for (bool more = true; more;) {
        more = false;
        for (size_t index = 0; index < count; index++) {
            struct process *process = &processes[index];
            bool is_child = process->parent == own;
            for (size_t other = 0; !is_child && other < count; other++) {
                is_child = processes[other].is_ours && processes[other].id == process->parent;
            }
            if (!process->is_ours && is_child) process->is_ours = more = true;
        }
    }
    for (size_t index = 0; index < count; index++) {
        if (processes[index].is_ours && kill(processes[index].id, signal) == 0) found++;
    }
    free(processes);
    return found;
}

void descendants_signal(int signal) { signal_each(signal); }

/// Reaps what has ended. Whether there are children still.
static bool reap(int program, int *status, bool *has_ended) {
    while (true) {
        int ended;
        pid_t child = waitpid(-1, &ended, WNOHANG);
        if (child == 0) return true;
        if (child < 0 && errno != EINTR) return false;
        if (child == program) (*status = ended, *has_ended = true);
    }
}

void descendants_kill(int program, int *status, bool *has_ended) {
    // Those that were killed take a moment to end, and may leave us children that nobody knew of: look again.
    for (struct timespec pause = {0, 200000}; reap(program, status, has_ended);) {
        // What is stopped cannot start more; a round that finds no more than the one before has found all.
        size_t before = signal_each(SIGSTOP), now;
        while ((now = signal_each(SIGSTOP)) > before) before = now;
        signal_each(SIGKILL);
        nanosleep(&pause, NULL);
        if (pause.tv_nsec < 20000000) pause.tv_nsec *= 2;
    }
}
