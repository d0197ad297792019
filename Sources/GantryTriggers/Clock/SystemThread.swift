import CLinux
import Glibc

/// The words for a number of `errno`.
func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }

/// Starts a thread of its own, outside the cooperative pool, that takes no signals and ends with `body`.
///
/// - Parameter name: at most 15 bytes, as `top -H` shows it.
/// - Throws: `SystemFailure` where there are too many threads.
package func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) throws(SystemFailure) {
    final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) { (self.name, self.body) = (name, body) }
    }
    let start = Unmanaged.passRetained(Start(name, body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // A new thread inherits the mask: signals go to the threads that expect them.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let code = pthread_create(
        &thread, &attributes,
        { context in
            guard let context else { return nil }
            let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
            clinux_thread_name(start.name)
            start.body()
            return nil
        }, start.toOpaque()
    )
    guard code == 0 else {
        start.release()
        throw SystemFailure("start the thread \(name)", code: code)
    }
}
