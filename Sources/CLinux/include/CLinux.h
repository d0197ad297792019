// Linux calls that Swift's Glibc module lacks or cannot import: typed, close-on-exec, and never interrupted by a signal.
// Each gives a negative errno where it fails. A program that has this module opens standard streams that it was started
// without, so that nothing else takes their numbers.
#ifndef CLINUX_H
#define CLINUX_H

#include <semaphore.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>

/// A new epoll descriptor.
int clinux_epoll_create(void);

/// Reports `descriptor` as `tag` whenever it can be read.
int clinux_epoll_add(int epoll, int descriptor, uint64_t tag);

/// Reports `descriptor` as `tag` whenever it has something urgent: a file of `/proc` that is not as it was.
int clinux_epoll_add_urgent(int epoll, int descriptor, uint64_t tag);

/// Reports `descriptor` as `tag` once, when it can be read, or written where `writing` is not zero, or is closed at its
/// other end.
int clinux_epoll_arm(int epoll, int descriptor, uint64_t tag, int writing);

/// No longer reports `descriptor`.
int clinux_epoll_remove(int epoll, int descriptor);

/// Waits without limit, and writes the tags of what can be read; gives how many, at most `capacity` (at most 64).
int clinux_epoll_wait(int epoll, uint64_t *tags, int capacity);

/// A new eventfd, at zero.
int clinux_event_create(void);

/// Makes an eventfd readable.
int clinux_event_signal(int event);

/// Makes an eventfd unreadable again.
int clinux_event_clear(int event);

/// A new timer on the wall clock (CLOCK_REALTIME).
int clinux_timer_create(void);

/// Makes the timer readable at an instant, and also when the clock is set (TFD_TIMER_CANCEL_ON_SET).
/// Gives -ECANCELED where the clock was set since the timer was last looked at; it is armed all the same.
int clinux_timer_arm(int timer, int64_t seconds, int64_t nanoseconds);

/// The timer stays unreadable until it is armed.
int clinux_timer_disarm(int timer);

/// Makes the timer unreadable: 1 where it ran out, 0 where it had not, -ECANCELED where the clock was set.
int clinux_timer_clear(int timer);

/// Waits until the semaphore is posted, or until `deadline`, nanoseconds of CLOCK_MONOTONIC.
void clinux_semaphore_wait(sem_t *semaphore, int64_t deadline);

/// Gives memory that is free to the system.
void clinux_memory_give_back(void);

/// A new pipe, both ends close-on-exec from the first moment on: `ends` gets the one to read from, then the other.
int clinux_pipe_create(int *ends);

/// From now on each of these signals, of which there are `count`, is written into a pipe as a byte that holds its
/// number. Gives the end to read from. To be called once.
int clinux_signals_open(const int *numbers, int count);

/// Names the calling thread, as `top -H` shows it; at most 15 bytes.
int clinux_thread_name(const char *name);

/// The wall clock and the time since boot, sleep included, in nanoseconds, read as one.
int clinux_clocks(int64_t *wall, int64_t *boot);

/// A new inotify descriptor, nonblocking.
int clinux_inotify_create(void);

/// Watches the folder `path` for what changes its files; gives the watch's number.
/// With `follow` zero, a link to a folder is refused; with `contents` zero, only names that come and go are told.
int clinux_inotify_watch(int inotify, const char *path, int follow, int contents);

/// Ends a watch.
int clinux_inotify_unwatch(int inotify, int watch);

/// Whether the file system of `path` may change without inotify's knowing, as those on a network do: 1 or 0.
int clinux_is_remote(const char *path);

/// Bits of inotify's events, as one type.
static const uint32_t CLINUX_IS_FOLDER = IN_ISDIR;
static const uint32_t CLINUX_CREATED = IN_CREATE;
static const uint32_t CLINUX_MODIFIED = IN_MODIFY;
static const uint32_t CLINUX_WRITTEN = IN_CLOSE_WRITE;
static const uint32_t CLINUX_MOVED_IN = IN_MOVED_TO;
static const uint32_t CLINUX_MOVED_OUT = IN_MOVED_FROM;
static const uint32_t CLINUX_DELETED = IN_DELETE;
static const uint32_t CLINUX_SELF_MOVED = IN_MOVE_SELF;
static const uint32_t CLINUX_SELF_GONE = IN_DELETE_SELF | IN_UNMOUNT | IN_IGNORED;
static const uint32_t CLINUX_OVERFLOW = IN_Q_OVERFLOW;

#endif
