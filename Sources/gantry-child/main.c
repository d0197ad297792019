// gantry-child runs one program under its limits and stays with it until nothing of it is left.
//
// It is the subreaper of what it starts: whatever the program leaves behind, in other sessions too, becomes its child and
// is stopped with it. It stops everything when the program ends, at the deadline, on SIGTERM, and when the daemon is gone;
// on SIGUSR1 it does so without a grace.
#define _GNU_SOURCE
#include "descendants.h"
#include "ending.h"
#include "fence.h"
#include "limits.h"
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Why the program was not executed, told by the child before it ends.
struct report {
    int problem;
    /// The limit that could not be set; empty: executing failed.
    char limit[32];
};

void end_by_signal(int number) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(number, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
    _exit(128 + number);
}

static void fail(const char *what, int problem) __attribute__((noreturn));

static void fail(const char *what, int problem) {
    fprintf(stderr, "gantry-child: %s: %s\n", what, strerror(problem));
    end_by_signal(ENDING_NOT_LIMITED);
}

// MARK: The child

/// Executes a path; gives an errno where it cannot. A file that is being written is tried again for a second: whoever
/// saved it a moment ago may have started something that holds it open until it is executed itself.
static int execute_path(const char *path, char **program) {
    extern char **environ;
    for (int try = 0;; try++) {
        execve(path, program, environ);
        if (errno != ETXTBSY || try == 100) return errno;
        nanosleep(&(struct timespec){0, 10000000}, NULL);
    }
}

/// Turns this process into the program; gives an errno where it cannot. execvp would hand what is no program to a shell.
static int execute(char **program) {
    if (strchr(program[0], '/')) return execute_path(program[0], program);
    const char *folders = getenv("PATH");
    int problem = ENOENT;
    while (folders && *folders) {
        char path[4096];
        int length = (int)strcspn(folders, ":");
        if (snprintf(path, sizeof path, "%.*s/%s", length, folders, program[0]) < (int)sizeof path) {
            int found = execute_path(path, program);
            // A folder that may not be looked into hides nothing that is found later.
            if (found != ENOENT && found != ENOTDIR) problem = found;
            if (problem == ENOEXEC) return problem;
        }
        folders += length + (folders[length] == ':');
    }
    return problem;
}

static void become(const struct options *options, int fence, int reports) __attribute__((noreturn));

/// Turns the child into the program.
static void become(const struct options *options, int fence, int reports) {
    struct report report = {0};
    // A group of its own: what it sends to its group does not reach the one that watches over it.
    setpgid(0, 0);
    // Not by the C library, which leaves out those that it uses itself. All zero is the default.
    const unsigned long defaults[8] = {0};
    for (int number = 1; number < NSIG; number++) syscall(SYS_rt_sigaction, number, defaults, NULL, NSIG / 8);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    const char *what;
    report.problem = -limits_set(options, fence >= 0, &what);
    // Whoever kills the one that watches over it does not set it free.
    if (!report.problem) prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!report.problem && fence >= 0) {
        what = "fence";
        report.problem = -fence_enter(fence);
    }
    if (report.problem) {
        snprintf(report.limit, sizeof report.limit, "%s", what);
    } else {
        syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
        report.problem = execute(options->program);
    }
    if (write(reports, &report, sizeof report) < 0) _exit(126);
    _exit(127);
}

// MARK: Watching over it

static long long milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

struct watch {
    pid_t program;
    int signals, parent;
    int status;
    bool has_ended, is_late, is_stopping;
    /// When the next thing is due, in milliseconds since boot; negative: never.
    long long due;
};

static void stop(struct watch *watch, const struct options *options) {
    if (watch->is_stopping) return;
    watch->is_stopping = true;
    watch->due = milliseconds() + options->grace;
    descendants_signal(SIGTERM);
    // What the program itself had stopped cannot hear it.
    descendants_signal(SIGCONT);
}

static void take_signal(struct watch *watch, const struct options *options) {
    struct signalfd_siginfo info;
    if (read(watch->signals, &info, sizeof info) != sizeof info) return;
    if (info.ssi_signo == SIGUSR1) {
        // Whoever runs us has no time left: what has not ended by now is killed.
        watch->is_stopping = true;
        watch->due = milliseconds();
        return;
    }
    if (info.ssi_signo != SIGCHLD) return stop(watch, options);
    int status;
    for (pid_t child; (child = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (child == watch->program) (watch->status = status, watch->has_ended = true);
    }
}

/// Returns when the program has ended, or has to be killed.
static void wait_for_end(struct watch *watch, const struct options *options) {
    while (!watch->has_ended) {
        struct pollfd waits[2] = {
            {.fd = watch->signals, .events = POLLIN}, {.fd = watch->is_stopping ? -1 : watch->parent, .events = POLLIN}};
        long long left = watch->due < 0 ? -1 : watch->due - milliseconds();
        int ready = poll(waits, 2, watch->due < 0 ? -1 : left < 0 ? 0 : left > 3600000 ? 3600000 : (int)left);
        if (ready < 0 && errno != EINTR) return;
        if (waits[0].revents) take_signal(watch, options);
        if (waits[1].revents) stop(watch, options);
        if (ready == 0 && watch->due >= 0 && milliseconds() >= watch->due) {
            if (watch->is_stopping) return;
            watch->is_late = true;
            stop(watch, options);
        }
    }
}

static int signal_descriptor(void) {
    sigset_t set;
    sigemptyset(&set);
    const int numbers[] = {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1};
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) sigaddset(&set, numbers[index]);
    if (sigprocmask(SIG_SETMASK, &set, NULL) != 0) fail("signals", errno);
    int descriptor = signalfd(-1, &set, SFD_CLOEXEC);
    if (descriptor < 0) fail("signals", errno);
    return descriptor;
}

/// What the program reads and prints is its own: the end of it must be seen at once, whatever this process does.
static void let_go_of_streams(void) {
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0) return;
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    close(nothing);
}

static void end_as(const struct watch *watch, const struct report *report) __attribute__((noreturn));

static void end_as(const struct watch *watch, const struct report *report) {
    if (report->limit[0]) fail(report->limit, report->problem);
    switch (report->problem) {
    case 0: break;
    case ENOENT: end_by_signal(ENDING_NOT_FOUND);
    case EACCES: case EPERM: end_by_signal(ENDING_NOT_ALLOWED);
    case ENOEXEC: end_by_signal(ENDING_NO_PROGRAM);
    default:
        fprintf(stderr, "gantry-child: %s\n", strerror(report->problem));
        end_by_signal(ENDING_NOT_EXECUTED);
    }
    if (watch->is_late) end_by_signal(ENDING_DEADLINE);
    if (!watch->has_ended) end_by_signal(SIGKILL);
    if (WIFEXITED(watch->status)) _exit(WEXITSTATUS(watch->status));
    end_by_signal(WTERMSIG(watch->status));
}

static int probe(void) {
    pid_t child = fork();
    if (child == 0) _exit(syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */) == 0 ? 0 : 1);
    int status = 1;
    if (child > 0) waitpid(child, &status, 0);
    printf("landlock=%d\nuser_namespaces=%s\n", fence_version(), status == 0 ? "yes" : "no");
    return 0;
}

int main(int count, char **words) {
    if (count == 2 && !strcmp(words[1], "--probe")) return probe();
    struct options options;
    options_read(&options, count, words);
    // What was inherited by chance is kept open by nobody: a file that somebody is writing could not be executed.
    syscall(SYS_close_range, 3U, ~0U, 0U);
    prctl(PR_SET_NAME, "gantry-child");
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) fail("subreaper", errno);
    struct watch watch = {.due = -1, .signals = signal_descriptor(), .parent = -1};
    if (options.parent > 0) {
        // It may have died already: then this process has another parent by now.
        watch.parent = (int)syscall(SYS_pidfd_open, (pid_t)options.parent, 0);
        if (getppid() != options.parent) return 0;
    }
    int fence = options.is_fenced ? fence_make(&options) : -1;
    if (fence < -1) fail("fence", -fence - 1);
    int reports[2];
    if (pipe2(reports, O_CLOEXEC) != 0) fail("pipe", errno);
    watch.program = fork();
    if (watch.program < 0) fail("fork", errno);
    if (watch.program == 0) become(&options, fence, reports[1]);
    close(reports[1]);
    let_go_of_streams();
    if (options.deadline >= 0) watch.due = milliseconds() + options.deadline;
    struct report report = {0};
    if (read(reports[0], &report, sizeof report) < 0) report.problem = 0;
    wait_for_end(&watch, &options);
    descendants_kill(watch.program, &watch.status, &watch.has_ended);
    end_as(&watch, &report);
}
