// How gantry-child itself ends where the program did not end by itself: by signals that no program ends by, so that the
// daemon can tell. GantryChildren knows these numbers.
#ifndef ENDING_H
#define ENDING_H

enum ending {
    /// The deadline passed, and everything was stopped.
    ENDING_DEADLINE = 50,
    /// The program could not be executed: it is not there; it may not be executed; it is no program; anything else.
    ENDING_NOT_FOUND = 51,
    ENDING_NOT_ALLOWED = 52,
    ENDING_NO_PROGRAM = 53,
    ENDING_NOT_EXECUTED = 54,
    /// A limit or the fence could not be set, so the program did not run; standard error says which.
    ENDING_NOT_LIMITED = 55,
};

/// Ends this process by a signal, without a core.
void end_by_signal(int signal) __attribute__((noreturn));

#endif
