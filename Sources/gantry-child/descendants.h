// All processes below this one. It is their subreaper, so none gets away.
#ifndef DESCENDANTS_H
#define DESCENDANTS_H

#include <stdbool.h>

/// Sends a signal to all of them, once.
void descendants_signal(int signal);

/// Kills all of them, and returns when there is none. `program`, where it is among them, is reaped into `status`.
void descendants_kill(int program, int *status, bool *has_ended);

#endif
