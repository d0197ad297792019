import CLinux

/// The process's memory, as the system gives it.
package enum Memory {
    /// Gives back what was taken for a moment and is free again: a reading of all files leaves as much behind as it keeps.
    /// Takes a millisecond or so for each ten MiB; not for the cooperative pool.
    package static func giveBack() { clinux_memory_give_back() }
}
