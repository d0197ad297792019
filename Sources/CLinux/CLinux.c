#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static int result(int value) { return value < 0 ? -errno : value; }

int clinux_epoll_create(void) { return result(epoll_create1(EPOLL_CLOEXEC)); }

int clinux_epoll_add(int epoll, int descriptor, uint64_t tag) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = tag}};
    return result(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event));
}

int clinux_epoll_add_urgent(int epoll, int descriptor, uint64_t tag) {
    struct epoll_event event = {.events = EPOLLPRI, .data = {.u64 = tag}};
    return result(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event));
}

int clinux_epoll_arm(int epoll, int descriptor, uint64_t tag, int writing) {
    struct epoll_event event = {.events = (writing ? EPOLLOUT : EPOLLIN) | EPOLLONESHOT, .data = {.u64 = tag}};
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) == 0) return 0;
    return errno == ENOENT ? result(epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)) : -errno;
}

int clinux_epoll_remove(int epoll, int descriptor) {
    return result(epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL));
}

int clinux_epoll_wait(int epoll, uint64_t *tags, int capacity) {
    struct epoll_event events[64];
    if (capacity > 64) capacity = 64;
    int count;
    do count = epoll_wait(epoll, events, capacity, -1);
    while (count < 0 && errno == EINTR);
    if (count < 0) return -errno;
    for (int index = 0; index < count; index++) tags[index] = events[index].data.u64;
    return count;
}

int clinux_event_create(void) { return result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int clinux_event_signal(int event) {
    uint64_t one = 1;
    ssize_t count;
    do count = write(event, &one, sizeof one);
    while (count < 0 && errno == EINTR);
    // EAGAIN: it is at its limit, and so readable.
    return count < 0 && errno != EAGAIN ? -errno : 0;
}

int clinux_event_clear(int event) {
    uint64_t value;
    ssize_t count;
    do count = read(event, &value, sizeof value);
    while (count < 0 && errno == EINTR);
    return count < 0 && errno != EAGAIN ? -errno : 0;
}

int clinux_timer_create(void) { return result(timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK)); }

int clinux_timer_arm(int timer, int64_t seconds, int64_t nanoseconds) {
    // An instant before the epoch is as past as any; all zeros would disarm.
    if (seconds < 0) seconds = 0;
    if (seconds == 0 && nanoseconds <= 0) nanoseconds = 1;
    struct itimerspec at = {.it_value = {.tv_sec = seconds, .tv_nsec = nanoseconds}};
    return result(timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL));
}

int clinux_timer_disarm(int timer) {
    struct itimerspec never = {0};
    return result(timerfd_settime(timer, 0, &never, NULL));
}

int clinux_timer_clear(int timer) {
    uint64_t expirations;
    ssize_t count;
    do count = read(timer, &expirations, sizeof expirations);
    while (count < 0 && errno == EINTR);
    if (count >= 0) return 1;
    return errno == EAGAIN ? 0 : -errno;
}

void clinux_semaphore_wait(sem_t *semaphore, int64_t deadline) {
    struct timespec end = {.tv_sec = deadline / 1000000000, .tv_nsec = deadline % 1000000000};
    while (sem_clockwait(semaphore, CLOCK_MONOTONIC, &end) != 0 && errno == EINTR) {}
}

// A stream that was closed gets a descriptor that cannot be used for it, so that nothing else, a database or a socket,
// can become one of the three, and whoever reads or writes is told that it is closed. Before main: Swift's runtime
// opens descriptors before the first line of ours.
__attribute__((constructor)) static void open_missing_streams(void) {
    for (int descriptor = 0; descriptor < 3; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
        // The lowest number that is free, and those below are taken by now.
        if (open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY) < 0) return;
    }
}

static int signals_in = -1;

static void take_signal(int number) {
    int before = errno;
    unsigned char byte = (unsigned char)number;
    // A pipe that is full has told of as many signals as anybody sends.
    if (write(signals_in, &byte, 1) < 0) {}
    errno = before;
}

int clinux_signals_open(const int *numbers, int count) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    signals_in = ends[1];
    struct sigaction action = {.sa_handler = take_signal, .sa_flags = SA_RESTART};
    sigfillset(&action.sa_mask);
    for (int index = 0; index < count; index++) {
        if (sigaction(numbers[index], &action, NULL) != 0) return -errno;
    }
    return ends[0];
}

int clinux_thread_name(const char *name) { return result(prctl(PR_SET_NAME, name, 0, 0, 0)); }

static int64_t nanoseconds(const struct timespec *time) {
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

int clinux_clocks(int64_t *wall, int64_t *boot) {
    struct timespec before, now, after;
    // Between two readings of the one clock stands one of the other; a thread that was held up in between reads again.
    for (int attempt = 0; attempt < 8; attempt++) {
        if (clock_gettime(CLOCK_BOOTTIME, &before) < 0 || clock_gettime(CLOCK_REALTIME, &now) < 0 ||
            clock_gettime(CLOCK_BOOTTIME, &after) < 0)
            return -errno;
        if (nanoseconds(&after) - nanoseconds(&before) < 1000000) break;
    }
    *wall = nanoseconds(&now);
    *boot = nanoseconds(&before);
    return 0;
}

int clinux_inotify_create(void) { return result(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)); }

int clinux_inotify_watch(int inotify, const char *path, int follow, int contents) {
    uint32_t mask = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_EXCL_UNLINK |
                    IN_ONLYDIR | (follow ? 0 : IN_DONT_FOLLOW) | (contents ? IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB : 0);
    return result(inotify_add_watch(inotify, path, mask));
}

int clinux_inotify_unwatch(int inotify, int watch) { return result(inotify_rm_watch(inotify, watch)); }

int clinux_is_remote(const char *path) {
    struct statfs system;
    if (statfs(path, &system) < 0) return 0;
    switch ((uint32_t)system.f_type) {
        case 0x6969:      // NFS
        case 0xFF534D42:  // CIFS
        case 0xFE534D42:  // SMB2
        case 0x517B:      // SMB
        case 0x01021997:  // 9P
        case 0x65735546:  // FUSE
        case 0x00C36400:  // Ceph
        case 0x5346414F:  // AFS
        case 0x786F4256:  // VirtualBox shared folders
            return 1;
        default: return 0;
    }
}

void clinux_memory_give_back(void) { malloc_trim(0); }

int clinux_pipe_create(int *ends) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : -errno; }
