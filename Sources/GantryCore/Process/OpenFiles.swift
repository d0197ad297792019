import Glibc

/// How many files this process may have open at a time. Without a free number parts of a program can only crash, or
/// stop in the middle of their work, so it is looked at before they begin.
package enum OpenFiles {
    /// More than this is not asked for: a program that uses select(2) can have no more.
    private static let wanted: rlim_t = 1024

    /// Raises the limit to what the administrator allows, and tries whether it is enough.
    ///
    /// - Parameter needed: how many must be free, beside those that each processor takes for the network.
    /// - Returns: what is wrong, in words, and what to do about it; nil where there are enough.
    package static func complaint(needed: Int) -> (message: String, hint: String)? {
        let needed = needed + 3 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let limit = raisedLimit()
        var taken: [Int32] = []
        defer { for descriptor in taken { close(descriptor) } }
        // What was inherited counts, too, so that only trying tells.
        while taken.count < needed {
            let descriptor = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else {
                let reason = String(cString: strerror(errno))
                return (
                    "only \(limit) files may be open at a time, \(taken.count) of them are free, and \(needed) are "
                        + "needed: \(reason)",
                    "ulimit -n 1024 allows more; for a service, LimitNOFILE=1024 in its unit"
                )
            }
            taken.append(descriptor)
        }
        return nil
    }

    private static func raisedLimit() -> rlim_t {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < wanted else { return limit.rlim_cur }
        var raised = limit
        raised.rlim_cur = min(wanted, limit.rlim_max)
        return setrlimit(resource, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur
    }
}
